using LanguageExt;
using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Classes_and_files_come_in_the_order_of_their_names()
    {
        Write("dog/2.png", 21);
        Write("dog/10.png", 20);
        Write("cat/b/1.PNG", 11);
        Write("cat/z.png", 10);
        Write("Zebra/1.png", 0);
        File.WriteAllText(folder["root/cat/notes.txt"], "no image");
        var images = Open().OrThrow();
        Assert.Equal(["Zebra", "cat", "dog"], images.Classes, StringComparer.Ordinal);
        Assert.Equal(
            ["Zebra/1.png", "cat/z.png", "cat/b/1.PNG", "dog/10.png", "dog/2.png"],
            images.Files.Select(file => Path.GetRelativePath(folder["root"], file)),
            StringComparer.Ordinal
        );
        var all = images.Load().OrThrow();
        Assert.Equal(new(5, 3, 2, 4), all.Inputs.Shape);
        Assert.Equal([0f, 10, 11, 20, 21], Firsts(all.Inputs));
        Assert.Equal([0f, 1, 1, 2, 2], all.Targets.Span);
        Assert.Equal("5 images [3, 2, 4] of 3 classes in root", $"{images}");
    }

    [Fact]
    public void Places_are_shuffled_and_held_out_before_anything_is_read()
    {
        for (var i = 0; i < 10; i++)
        {
            Write($"a/{i}.png", i);
            Write($"b/{i}.png", 100 + i);
        }

        var images = Open().OrThrow();
        var (learn, held) = images.Places.HoldOut(0.2, key: 1);
        Assert.Equal(2, Firsts(images.Load(held).OrThrow().Inputs).Count(first => first >= 100));
        var batches = images.Read(learn.Shuffle(2).Batches(5));
        Assert.Equal((16, 4, new Shape(3, 2, 4)), (batches.Samples, batches.Count, batches.InputShape));
        float[] Epoch(int epoch) => [.. batches.Epoch(epoch).SelectMany(batch => Firsts(batch.Inputs))];
        Assert.Equal(Epoch(0), Epoch(0));
        Assert.NotEqual(Epoch(0), Epoch(1));
        Assert.Equal(Epoch(0).Order(), Epoch(1).Order());
        Assert.Equal(
            Enumerable.Range(0, 10).SelectMany(i => new[] { i, 100f + i }).Order(),
            Epoch(0).Concat(Firsts(images.Load(held).OrThrow().Inputs)).Order()
        );
        Assert.All(
            batches.Prefetch().Epoch(3),
            batch =>
                Assert.Equal(Firsts(batch.Inputs).Select(first => first >= 100 ? 1f : 0), batch.Targets.Span.ToArray())
        );
        Assert.Contains("shuffled by", $"{batches}", StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_and_sizes_may_be_chosen()
    {
        Write("a/1.png", 5);
        Write("a/2.png", 5, height: 7, width: 3);
        var images = Open(new() { Channels = 1, Size = (3, 3) }).OrThrow();
        Assert.Equal(new(2, 1, 3, 3), images.Load().OrThrow().Inputs.Shape);
        Same(
            $"{folder["root/a/2.png"]} is [3, 7, 3], but the first, {folder["root/a/1.png"]}, is [3, 2, 4]: bring them to one size by Size",
            Open().OrThrow().Load()
        );
        Assert.Contains(
            "a/2.png is [3, 7, 3]",
            Assert
                .Throws<InvalidOperationException>(() =>
                    Open().Map(one => one.Read(one.Places.Batches(2))).OrThrow().Count(batch => batch.Count > 0)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Any_format_is_read_by_a_function_that_is_given()
    {
        Write("a/1.png", 5);
        File.WriteAllBytes(folder["root/a/2.jpg"], [0xFF, 0xD8, 0xFF, 0xE0, 9]);
        Same(
            $"{folder["root/a/2.jpg"]} is no PNG, and only that is read here: give a function that reads it as Decode, such as SkiaImages.Read of the package FunctionalNet.Images",
            Open()
        );
        var images = Open(
                new()
                {
                    Decode = stream =>
                        stream.ReadByte() == 0xFF
                            ? FunctionalNet.Images.Of([1, 2, 3], 1, 1, 3)
                            : FunctionalNet.Images.Of([4], 1, 1, 1),
                }
            )
            .OrThrow();
        Assert.Equal([4f, 4, 4, 1, 2, 3], images.Load().OrThrow().Inputs.Span);

        Same(
            $"{folder["root/a/1.png"]}: bad luck",
            Open(new() { Decode = _ => throw new NotSupportedException("bad luck") })
        );
        Same($"{folder["root/a/1.png"]}: worse", Open(new() { Decode = _ => Error.New("worse") }));
        Same(
            $"{folder["root/a/1.png"]}: it was decoded to [2, 2], not to [channels, height, width]",
            Open(new() { Decode = _ => new Tensor<float>(new(2, 2)) })
        );
    }

    [Fact]
    public void What_is_missing_or_broken_is_named()
    {
        Assert.StartsWith(
            "cannot read",
            Open().Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
        Directory.CreateDirectory(folder["root"]);
        Same($"{folder["root"]} has no folders: each class has one, and its images in it", Open());
        Write("a/1.png", 5);
        Directory.CreateDirectory(folder["root/b"]);
        Same(
            $"{folder["root"]} has no images in b; they end in .bmp, .gif, .jpeg, .jpg, .pgm, .png, .ppm, .tif, .tiff, .webp",
            Open()
        );
        File.WriteAllBytes(folder["root/b/1.png"], [0xFF, 0xD8, 0xFF, 0xE0]);
        Same(
            $"{folder["root/b/1.png"]}: it is a JPEG file, and only PNG is read here: give a function that reads it as Decode, such as SkiaImages.Read of the package FunctionalNet.Images",
            Open().Bind(images => images.Load())
        );
    }

    [Fact]
    public void A_link_that_leads_back_is_not_followed()
    {
        Write("a/1.png", 5);
        Directory.CreateSymbolicLink(folder["root/a/back"], folder["root/a"]);
        File.CreateSymbolicLink(folder["root/a/2.png"], folder["root/a/1.png"]);
        Assert.Equal(2, Open().OrThrow().Files.Length);
    }

    private static float[] Firsts(Tensor<float> images) =>
        [.. Enumerable.Range(0, images.Shape[0].Size).Select(i => images[i, 0, 0, 0])];

    private static void Same<T>(string expected, Either<Error, T> read) =>
        Assert.Equal(expected, read.Match(value => $"{value} was read", error => error.Message));

    private Either<Error, ImageFolder> Open(ImageOptions? options = null) => ImageFolder.Open(folder["root"], options);

    private void Write(string name, int value, int height = 2, int width = 4)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[$"root/{name}"])!);
        File.WriteAllBytes(
            folder[$"root/{name}"],
            FunctionalNet
                .Images.Of([.. Enumerable.Repeat((byte)value, height * width)], width, height, channels: 1)
                .ToPng()
        );
    }
}
