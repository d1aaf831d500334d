using Xunit;

namespace FunctionalNet.Tests.Data.Images;

public sealed class SkiaImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. Pictures.ByPillow.Keys];

    public static TheoryData<string> PngNames => [.. Pngs.ByLibpng.Keys];

    public void Dispose() => folder.Dispose();

    // Like Pillow: rotated by the EXIF orientation, first frame only, CMYK converted to RGB, color profile ignored.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_format_is_read_as_by_Pillow(string name)
    {
        var (expected, actual) = (Pictures.Pixels(name), Pictures.Read(Pictures.ByPillow[name]).OrThrow());
        Assert.Equal(expected.Shape, actual.Shape);
        var max = IsExact(name) ? 0 : 1;
        Assert.All(
            expected.Span.ToArray().Zip(actual.Span.ToArray(), (pillow, skia) => Math.Abs(pillow - skia)),
            difference => Assert.InRange(difference, 0, max)
        );
    }

    [Theory]
    [MemberData(nameof(PngNames))]
    public void Png_gives_the_numbers_of_the_core(string name)
    {
        var (expected, actual) = (
            Pngs.Read(Pngs.ByLibpng[name]).OrThrow(),
            Pictures.Read(Pngs.ByLibpng[name]).OrThrow()
        );
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
    }

    [Fact]
    public void All_eight_ways_in_which_a_camera_is_held_give_the_same_image()
    {
        var upright = Pictures.Read(Pictures.ByPillow["turned1.jpg"]).OrThrow();
        Assert.Equal(new(3, 17, 23), upright.Shape);
        var (mirrored, quarter) = (Read(2), Read(6));
        Assert.Equal(upright[1, 4, 0], mirrored[1, 4, 22]);
        Assert.Equal(new(3, 23, 17), quarter.Shape);
        Assert.Equal(upright[1, 16, 0], quarter[1, 0, 0]);
        Assert.Equal(upright[1, 0, 0], quarter[1, 0, 16]);

        Tensor<float> Read(int corner) => Pictures.Read(Pictures.ByPillow[$"turned{corner}.jpg"]).OrThrow();
    }

    [Fact]
    public void A_folder_may_hold_all_formats()
    {
        string[] names = ["colored.jpg", "clear.gif", "colored.webp", "grey.bmp", "cmyk.jpg"];
        Directory.CreateDirectory(folder["root/a"]);
        foreach (var name in names)
        {
            File.WriteAllBytes(folder[$"root/a/{name}"], Pictures.ByPillow[name]);
        }

        File.WriteAllBytes(folder["root/a/z.png"], Pictures.Pixels("colored.jpg").ToPng());
        var images = ImageFolder.Open(folder["root"], new() { Decode = SkiaImages.Read }).OrThrow().Load().OrThrow();
        Assert.Equal(new(6, 3, 17, 23), images.Inputs.Shape);

        File.WriteAllBytes(folder["root/a/colored.jpg"], Pictures.ByPillow["colored.jpg"][..300]);
        var wrong = ImageFolder.Open(folder["root"], new() { Decode = SkiaImages.Read }).Bind(all => all.Load());
        Assert.StartsWith(
            $"{folder["root/a/colored.jpg"]}: it ends before its last pixel",
            wrong.Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_is_loaded_whatever_its_name()
    {
        File.WriteAllBytes(folder["photo"], Pictures.ByPillow["colored.webp"]);
        Assert.Equal(
            Pictures.Pixels("colored.webp").Span.ToArray(),
            SkiaImages.Load(folder["photo"]).OrThrow().Span.ToArray()
        );
        Assert.Contains(
            "missing",
            SkiaImages.Load(folder["missing"]).Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        var expected = Pictures.ByPillow.ToDictionary(
            file => file.Key,
            file => Pictures.Read(file.Value).OrThrow().Span.ToArray(),
            StringComparer.Ordinal
        );
        Parallel.For(
            0,
            8,
            _ =>
            {
                foreach (var (name, file) in Pictures.ByPillow)
                {
                    Assert.Equal(expected[name], Pictures.Read(file).OrThrow().Span.ToArray());
                }
            }
        );
    }

    private static bool IsExact(string name) =>
        !name.EndsWith(".jpg", StringComparison.Ordinal) && !name.StartsWith("lossy", StringComparison.Ordinal);
}
