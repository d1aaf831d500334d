using System.Globalization;
using Xunit;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>
/// Files written by libpng, whose pixel values are a function of their coordinates; record_libpng.py in this folder wrote them.
/// </summary>
public class LibpngTests
{
    private const int Palette = 3;

    public static TheoryData<string> Names => [.. Pngs.ByLibpng.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_kind_depth_filter_and_order_is_read(string name)
    {
        // The file name encodes width, height, color type, bit depth, filters, interlacing and transparency.
        var words = Path.GetFileNameWithoutExtension(name).Split('-');
        var (width, height, kind, depth) = (Whole(0), Whole(1), Whole(2), Whole(3));
        var isTransparent = Whole(6) == 1;
        var samples = kind switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        var image = Pngs.Read(Pngs.ByLibpng[name]).OrThrow();
        Assert.Equal(new((kind == Palette ? 3 : samples) + (isTransparent ? 1 : 0), height, width), image.Shape);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                int[] pixel = [.. Enumerable.Range(0, samples).Select(channel => Sample(x, y, channel, depth))];
                var expected = kind == Palette ? Color(pixel[0]) : pixel.Select(value => 255f * value / Max(depth));
                if (isTransparent)
                {
                    expected = expected.Append(Opaque(pixel, kind, depth));
                }

                Assert.Equal(
                    expected,
                    Enumerable.Range(0, image.Shape[0].Size).Select(channel => image[channel, y, x]),
                    (a, b) => Math.Abs(a - b) < 1e-4
                );
            }
        }

        int Whole(int i) => int.Parse(words[i], CultureInfo.InvariantCulture);
    }

    private static int Max(int depth) => (1 << depth) - 1;

    private static int Sample(int x, int y, int channel, int depth)
    {
        var value = (7 * x * x) + (13 * y * y) + (3 * x * y) + (29 * channel) + (5 * x);
        return (depth == 16 ? (257 * value) + (31 * x * y) : value) & Max(depth);
    }

    private static IEnumerable<float> Color(int i) => [37 * i % 256, ((59 * i) + 1) % 256, ((83 * i) + 2) % 256];

    private static float Opaque(int[] pixel, int kind, int depth) =>
        kind == Palette
            ? pixel[0] < (1 << depth) / 2
                ? 11 * pixel[0] % 256
                : 255
            : pixel.Index().All(sample => sample.Item == Sample(2, 1, sample.Index, depth))
                ? 0
                : 255;
}
