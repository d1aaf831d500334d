using System.Text.Json;
using Xunit;

namespace FunctionalNet.Tests.Data.Images;

public class ImagesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_written_comes_back(int channels)
    {
        var image = Numbers(channels, 5, 7);
        var file = image.ToPng();
        Assert.Equal(image.Span, Pngs.Read(file).OrThrow().Span);
        Assert.Equal(image.Shape, Pngs.Read(file).OrThrow().Shape);
        Assert.Equal(Pngs.End, file[^12..]);
    }

    [Fact]
    public void Numbers_are_written_as_the_nearest_bytes()
    {
        var image = new Tensor<float>(new(1, 1, 5), [-3, 0.6f, 254.4f, 1e9f, float.NaN]);
        Assert.Equal([0f, 1, 254, 255, 0], Pngs.Read(image.ToPng()).OrThrow().Span);
        Assert.Throws<ShapeException>(() => new Tensor<float>(new(5, 1, 1)).ToPng());
        Assert.Throws<ShapeException>(() => new Tensor<float>(new(3, 3)).ToPng());
    }

    [Fact]
    public void Bytes_of_other_libraries_become_planes()
    {
        var image = FunctionalNet.Images.Of([1, 2, 3, 4, 5, 6], width: 1, height: 2, channels: 3);
        Assert.Equal(new(3, 2, 1), image.Shape);
        Assert.Equal([1f, 4, 2, 5, 3, 6], image.Span);
        Assert.Throws<ArgumentException>(() => FunctionalNet.Images.Of([1, 2], 1, 1, 3));
    }

    [Fact]
    public void Channels_are_brought_to_a_number()
    {
        var grey = new Tensor<float>(new(1, 1, 2), [10, 20]);
        Assert.Equal([10f, 20, 255, 255], grey.WithChannels(2).Span);
        Assert.Equal([10f, 20, 10, 20, 10, 20], grey.WithChannels(3).Span);
        Assert.Equal([10f, 20, 10, 20, 10, 20, 255, 255], grey.WithChannels(4).Span);
        var colored = new Tensor<float>(new(4, 1, 1), [100, 50, 200, 7]);
        Assert.Equal(29.9f + 29.35f + 22.8f, colored.WithChannels(1).Span[0], 1e-4f);
        Assert.Equal(7, colored.WithChannels(2).Span[1]);
        Assert.Equal([100f, 50, 200], colored.WithChannels(3).Span);
        Assert.Same(colored, colored.WithChannels(4));
    }

    [Fact]
    public void Sizes_are_those_of_pytorch()
    {
        var image = new Tensor<float>(
            new(2, 9, 7),
            [.. Enumerable.Range(0, 2 * 9 * 7).Select(i => (float)(37 * i % 256))]
        );
        var recorded = JsonSerializer.Deserialize<Dictionary<string, double[]>>(Resources.Text("resized.json"))!;
        Assert.Equal(7, recorded.Count);
        foreach (var (size, expected) in recorded)
        {
            int[] sizes = [.. size.Split('x').Select(int.Parse)];
            var resized = image.Resize(sizes[0], sizes[1]);
            Assert.Equal(new(2, sizes[0], sizes[1]), resized.Shape);
            Assert.Equal(expected, resized.Doubles(), (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    private static Tensor<float> Numbers(int channels, int height, int width) =>
        new(
            new(channels, height, width),
            [.. Enumerable.Range(0, channels * height * width).Select(i => (float)(53 * i % 256))]
        );
}
