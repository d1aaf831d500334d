using System.Buffers.Binary;
using System.Text;

namespace FunctionalNet.Benchmarks.Streams;

/// <summary>Generated files of a given total size with pseudo-random content; deleted when disposed.</summary>
internal sealed class GeneratedData : IDisposable
{
    private const int Pixels = 28 * 28;
    private const int Columns = 16;
    private readonly string[] files;
    private readonly Func<string[], int, Batches<float>> open;

    private GeneratedData(string[] files, Func<string[], int, Batches<float>> open) =>
        (this.files, this.open) = (files, open);

    /// <summary>Gets the size of all files in bytes.</summary>
    public long Bytes => files.Sum(file => new FileInfo(file).Length);

    /// <summary>Images [n, 28, 28] of bytes, and labels.</summary>
    public static GeneratedData Idx(long bytes, DirectoryInfo folder)
    {
        var count = (int)(bytes / (Pixels + 1));
        string[] paths =
        [
            Path.Combine(folder.FullName, "generated-images"),
            Path.Combine(folder.FullName, "generated-labels"),
        ];
        using (var images = Begin(paths[0], [count, 28, 28]))
        using (var labels = Begin(paths[1], [count]))
        {
            var random = new Random(1);
            var image = new byte[Pixels];
            for (var i = 0; i < count; i++)
            {
                random.NextBytes(image);
                images.Write(image);
                labels.WriteByte((byte)(i % 10));
            }
        }

        return new(paths, (opened, size) => FunctionalNet.Idx.Stream(opened[0], opened[1], size).OrThrow());
    }

    /// <summary>Rows of numbers, and a label.</summary>
    public static GeneratedData Csv(long bytes, DirectoryInfo folder)
    {
        var file = Path.Combine(folder.FullName, "generated.csv");
        string[] names = [.. Enumerable.Range(0, Columns).Select(i => $"x{i}")];
        using (var text = new StreamWriter(file, append: false, Encoding.ASCII, 1 << 16))
        {
            text.Write($"{string.Join(',', names)},label\n");
            var random = new Random(1);
            for (var written = 0L; written < bytes; )
            {
                var row = new StringBuilder();
                for (var column = 0; column < Columns; column++)
                {
                    row.Append(random.Next(10)).Append('.').Append(random.Next(100_000, 1_000_000)).Append(',');
                }

                row.Append(random.Next(10)).Append('\n');
                text.Write(row);
                written += row.Length;
            }
        }

        var schema = new CsvSchema
        {
            Inputs = [.. names.Select(name => Column.Number(name))],
            Target = Column.Ordinal("label", Enumerable.Range(0, 10).Select(i => $"{i}")),
            Separator = ',',
        };
        return new([file], (paths, size) => FunctionalNet.Csv.Stream(paths[0], schema, size).OrThrow());
    }

    /// <summary>The start of a pipeline over the files.</summary>
    public Batches<float> Batches(int size) => open(files, size);

    public void Dispose() => Array.ForEach(files, File.Delete);

    private static FileStream Begin(string path, int[] sizes)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (0x08, (byte)sizes.Length);
        foreach (var (axis, size) in sizes.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), size);
        }

        file.Write(header);
        return file;
    }
}
