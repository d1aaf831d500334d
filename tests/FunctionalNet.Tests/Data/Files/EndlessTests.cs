using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

/// <summary>Decompression bombs, endless devices and pipes without a writer end in an error, soon and with little memory.</summary>
public sealed class EndlessTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();

    // Every method that reads a file, by name.
    private static Dictionary<string, Func<string, string>> Readers { get; } =
        new(StringComparer.Ordinal)
        {
            ["Csv.Infer"] = path => Wrong(Csv.Infer(path)),
            ["Csv.Numbers"] = path => Wrong(Csv.Numbers(path)),
            ["Csv.Load"] = path => Wrong(Csv.Load(path, new() { Inputs = [Column.Number("x")] })),
            ["Csv.Load without a header"] = path => Wrong(Csv.Load(path, new() { HasHeader = false })),
            ["Csv.Load with a decimal comma"] = path => Wrong(Csv.Load(path, new() { DecimalComma = true })),
            ["Csv.Stream"] = path => Wrong(Csv.Stream(path, new() { Inputs = [Column.Number("x")] }, 2)),
            ["Idx.Load"] = path => Wrong(Idx.Load(path)),
            ["Idx.Load of both"] = path => Wrong(Idx.Load(path, path)),
            ["Idx.Stream"] = path => Wrong(Idx.Stream(path, path, 2)),
            ["Npy.Load"] = path => Wrong(Npy.Load(path)),
            ["Npy.LoadAll"] = path => Wrong(Npy.LoadAll(path)),
            ["Images.Load"] = path => Wrong(FunctionalNet.Images.Load(path)),
            ["Safetensors.Load"] = path => Wrong(Safetensors<float>.Load(path)),
            ["a checkpoint"] = path =>
                Wrong(
                    FunctionalNet.Training.Of(Net.Dense(1), Net.MeanSquaredError(), Net.Sgd(1)).Load(path, new Shape(1))
                ),
        };

    public static TheoryData<string> Names => [.. Readers.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_pipe_is_not_waited_for(string reader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo");
        await Process.Start("mkfifo", folder["pipe"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(folder["link"], folder["pipe"]);
        foreach (var path in new[] { folder["pipe"], folder["link"] })
        {
            await Refused(reader, path, path, "no regular file");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_device_is_not_read_to_its_end(string reader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero");
        File.CreateSymbolicLink(folder["zeros"], "/dev/zero");
        foreach (var path in new[] { "/dev/zero", "/dev/null", folder["zeros"] })
        {
            await Refused(reader, path, path, "no regular file");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_empty_file_a_folder_and_no_file_are_told(string reader)
    {
        File.WriteAllText(folder["empty"], string.Empty);
        File.CreateSymbolicLink(folder["broken"], folder["none"]);
        await Refused(reader, folder["empty"], folder["empty"]);
        await Refused(reader, folder.Path, folder.Path);
        await Refused(reader, folder["none"], folder["none"]);
        await Refused(reader, folder["broken"], folder["broken"]);
        await Refused(reader, string.Empty, "at least one character");
        await Refused(reader, "a\0b", "NUL");
    }

    [Fact]
    public void What_a_packed_file_unpacks_to_is_bounded()
    {
        // A packed file of this size could unpack to more than 2 GB; the declared shape must be checked before any number is read.
        var rest = new byte[2_200_000];
        new System.Random(1).NextBytes(rest);
        using (var file = new GZipStream(File.Create(folder["bomb.gz"]), CompressionLevel.Fastest))
        {
            file.Write([0, 0, 8, 1, 127, 255, 255, 0, .. rest]);
        }

        Bounded(() => Wrong(Idx.Load(folder["bomb.gz"])), "[2147483392]", "bytes of memory", ReadLimit.Variable);
        using (var archive = ZipFile.Open(folder["bomb.npz"], ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("x.npy").Open();
            entry.Write([.. NpyHeader("<f8", "(2147483000,)"), .. rest]);
        }

        Bounded(() => Wrong(Npy.LoadAll(folder["bomb.npz"])), "x.npy", "ends before");
        using (var archive = ZipFile.Open(folder["bomb.npz"], ZipArchiveMode.Update))
        {
            archive.Entries[0].Delete();
            using var entry = archive.CreateEntry("x.npy").Open();
            entry.Write([.. NpyHeader("|u1", "(2147483000,)"), .. rest]);
        }

        Bounded(() => Wrong(Npy.LoadAll(folder["bomb.npz"])), "x.npy", "bytes of memory", ReadLimit.Variable);
        File.Copy(folder["bomb.npz"], folder["plain.npz"]);
        using (var packed = new GZipStream(File.Create(folder["bomb.npz"]), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(folder["plain.npz"]));
        }

        Bounded(() => Wrong(Npy.LoadAll(folder["bomb.npz"])), "packed by gzip");
        using (var zeros = new GZipStream(File.Create(folder["zeros.png.gz"]), CompressionLevel.Fastest))
        {
            for (var i = 0; i < 100; i++)
            {
                zeros.Write(new byte[1 << 20]);
            }
        }

        Bounded(() => Wrong(FunctionalNet.Images.Load(folder["zeros.png.gz"])), "no PNG file");
    }

    [Fact]
    public void A_line_is_bounded_and_the_bound_is_the_schema_s()
    {
        using (var file = File.CreateText(folder["line.csv"]))
        {
            file.Write("x,y\n1,");
            for (var i = 0; i < 100; i++)
            {
                file.Write(new string('x', 1 << 20));
            }
        }

        Bounded(
            () => Wrong(Csv.Infer(folder["line.csv"], "y")),
            "line 2 is longer than 16,777,216 bytes",
            "MaxRowBytes"
        );
        var schema = new CsvSchema { Inputs = [Column.Number("x")], MaxRowBytes = 1_000 };
        File.WriteAllText(folder["line.csv"], $"x,y\n1,{new string('y', 200_000)}\n");
        Assert.Contains(
            "line 2 is longer than 1,000 bytes",
            Wrong(Csv.Load(folder["line.csv"], schema)),
            StringComparison.Ordinal
        );
        Assert.Equal([1f], Csv.Load(folder["line.csv"], new() { Inputs = schema.Inputs }).OrThrow().Inputs.Span);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CsvSchema { MaxRowBytes = 0 });
    }

    [Theory]
    [InlineData("a.npy", "a.npy")]
    [InlineData("a.npy", "a")]
    [InlineData("a", "a.npy")]
    public void An_array_that_comes_twice_is_refused(string first, string second)
    {
        using (var archive = ZipFile.Open(folder["twice.npz"], ZipArchiveMode.Create))
        {
            foreach (var name in new[] { first, second })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write([.. NpyHeader("|u1", "(1,)"), 7]);
            }
        }

        Assert.Contains("the array a comes twice", Wrong(Npy.LoadAll(folder["twice.npz"])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("8589934592", 8589934592)]
    public void The_bound_is_a_number_of_bytes(string text, long bytes) => Assert.Equal(bytes, ReadLimit.Parse(text));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1,000")]
    [InlineData("1e9")]
    [InlineData("4GB")]
    [InlineData("99999999999999999999")]
    public void Another_bound_is_refused_by_its_variable(string text) =>
        Assert.Contains(
            $"{ReadLimit.Variable} is '{text}'",
            Assert.Throws<InvalidOperationException>(() => ReadLimit.Parse(text)).Message,
            StringComparison.Ordinal
        );

    private static byte[] NpyHeader(string type, string shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)];
    }

    private static void Bounded(Func<string> read, params string[] words)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = read();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
    }

    private static async Task Refused(string reader, string path, params string[] words)
    {
        var error = await Task.Run(() => Readers[reader](path))
            .WaitAsync(Soon, TestContext.Current.CancellationToken)
            .ConfigureAwait(false);
        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error);
    }

    private static string Wrong<T>(LanguageExt.Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);
}
