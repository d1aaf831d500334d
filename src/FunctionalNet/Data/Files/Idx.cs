using System.Buffers.Binary;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Files in the IDX format, that of MNIST and similar data sets, uncompressed or in gzip.</summary>
/// <remarks>
/// Two zero bytes, the type, the number of axes, their sizes, the numbers; big-endian. An array that would take more than 4 GiB, or half of
/// the memory, is an error; the environment variable FUNCTIONALNET_MAX_READ sets another limit, in bytes.
/// </remarks>
public static class Idx
{
    /// <summary>The numbers of a file, in its shape.</summary>
    /// <returns>The numbers, or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float&gt;&gt; images = Idx.Load("train-images-idx3-ubyte.gz"); // [60000, 28, 28]</code></example>
    public static Either<Error, Tensor<float>> Load(string path) =>
        TensorStream.Open(
            path,
            stream => Header(stream).Bind(header => stream.Read<float>(header.Format, isReversed: true, header.Sizes))
        );

    /// <summary>Images and their labels as a data set.</summary>
    /// <param name="images">The file of the images, [n, ...].</param>
    /// <param name="labels">The file of the labels, [n].</param>
    /// <returns>The samples, or what is wrong with a file, or that the files do not match.</returns>
    /// <example><code>Dataset&lt;float&gt; train = Idx.Load("train-images.gz", "train-labels.gz").OrThrow();</code></example>
    public static Either<Error, Dataset<float>> Load(string images, string labels) =>
        from inputs in Load(images)
        from targets in Load(labels)
        from data in Paired(images, inputs, labels, targets)
        select data;

    /// <summary>Batches that are read lazily from the files, in their order; memory holds one at a time.</summary>
    /// <param name="images">The file of the images, [n, ...].</param>
    /// <param name="labels">The file of the labels, [n].</param>
    /// <param name="size">The number of samples per batch; the last may be smaller.</param>
    /// <returns>The batches, or what is wrong with the headers of the files. An error in the data throws when it is read.</returns>
    /// <example><code>
    /// var batches = Idx.Stream("train-images.gz", "train-labels.gz", size: 64).OrThrow().ShuffleBuffer(10_000, key: 1).Prefetch();
    /// </code></example>
    public static Either<Error, Batches<float>> Stream(string images, string labels, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return from first in TensorStream.Open(images, Header)
            from second in TensorStream.Open(labels, Header)
            from batches in Paired(images, first.Sizes, labels, second.Sizes)
                .Map(count => new Batches<float>(
                    _ => Batches(images, first, labels, second, count, size),
                    count,
                    size,
                    Shape.Of([.. first.Sizes[1..].Select(axis => (int)axis)]),
                    $"{count} samples of {Path.GetFileName(images)}, batches of {size}"
                ))
            select batches;
    }

    /// <summary>Whether the numbers of a file are unsigned bytes, as pixels are.</summary>
    internal static Either<Error, bool> HoldsBytes(string path) =>
        TensorStream.Open(path, stream => Header(stream).Map(header => header.Format == NumberFormat.Named("U8")));

    private static IEnumerable<Batch<float>> Batches(
        string images,
        (NumberFormat Format, long[] Sizes) first,
        string labels,
        (NumberFormat Format, long[] Sizes) second,
        int count,
        int size
    )
    {
        using var imageStream = TensorStream.Open(images);
        using var labelStream = TensorStream.Open(labels);
        Header(imageStream).OrThrow();
        Header(labelStream).OrThrow();
        for (var start = 0; start < count; start += size)
        {
            var rows = Math.Min(size, count - start);
            yield return Batch.Of(Rows(imageStream, first, rows), Rows(labelStream, second, rows));
        }

        static Tensor<float> Rows(TensorStream stream, (NumberFormat Format, long[] Sizes) header, int rows) =>
            stream.Read<float>(header.Format, isReversed: true, [rows, .. header.Sizes[1..]], isLast: false).OrThrow();
    }

    private static Either<Error, Dataset<float>> Paired(
        string images,
        Tensor<float> inputs,
        string labels,
        Tensor<float> targets
    ) =>
        Paired(images, [.. inputs.Shape.Sizes()], labels, [.. targets.Shape.Sizes()])
            .Map(_ => new Dataset<float>(inputs, targets));

    private static Either<Error, int> Paired(string images, long[] inputs, string labels, long[] targets) =>
        inputs.Length > 0 && targets.Length > 0 && inputs[0] == targets[0] && inputs[0] <= int.MaxValue
            ? (int)inputs[0]
            : Error.New(
                $"{images} of [{string.Join(", ", inputs)}] and {labels} of [{string.Join(", ", targets)}] have not one row for each sample"
            );

    private static Either<Error, (NumberFormat Format, long[] Sizes)> Header(TensorStream file)
    {
        var (stream, start) = (file.Stream, new byte[4]);
        if (stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) < 4 || start is not [0, 0, _, _])
        {
            return Error.New("it is no IDX file: it does not begin with two zeros");
        }

        if (Format(start[2]) is not { } format)
        {
            return Error.New($"it holds the unknown type 0x{start[2]:x2}");
        }

        var sizes = new byte[4 * start[3]];
        return stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length
            ? Error.New("it ends within its header")
            : (format, sizes.Chunk(4).Select(size => (long)BinaryPrimitives.ReadUInt32BigEndian(size)).ToArray());
    }

    private static NumberFormat? Format(byte type) =>
        type switch
        {
            0x08 => NumberFormat.Named("U8"),
            0x09 => NumberFormat.Named("I8"),
            0x0B => NumberFormat.Named("I16"),
            0x0C => NumberFormat.Named("I32"),
            0x0D => NumberFormat.Named("F32"),
            0x0E => NumberFormat.Named("F64"),
            _ => null,
        };
}
