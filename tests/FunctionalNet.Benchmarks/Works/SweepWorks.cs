using System.Globalization;
using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>
/// Predictions of single operators over many sizes and shapes, to reveal performance cliffs. Each is a layer whose exported file runs in
/// ONNX Runtime.
/// </summary>
internal static class SweepWorks
{
    public static IEnumerable<Work> Of(PeerSet peers) =>
        [.. Convolutions(peers), .. Pools(peers), .. Products(peers), .. Reductions(peers), .. Elementwise(peers)];

    private static IEnumerable<Work> Convolutions(PeerSet peers) =>
        [
            .. from place in new (int Channels, int Filters, int Size)[]
            {
                (1, 8, 224),
                (3, 32, 224),
                (16, 16, 112),
                (24, 24, 74),
                (64, 64, 56),
                (96, 24, 40),
                (128, 128, 28),
                (256, 256, 14),
                (512, 512, 7),
            }
            from window in new (int, int)[] { (1, 1), (3, 3), (5, 5), (7, 7), (1, 3), (3, 1), (1, 7), (7, 1) }
            from stride in new[] { 1, 2 }
            where stride == 1 || window is (1, 1) or (3, 3) or (7, 7)
            select Conv(peers, place, window, stride),
            .. from groups in new[] { 2, 8, 64 }
            from size in new[] { 56, 28, 7 }
            from stride in new[] { 1, 2 }
            select Conv(peers, (64, 64, size), (3, 3), stride, groups),
            .. from kernel in new[] { 5, 7 }
            from size in new[] { 40, 14 }
            select Conv(peers, (96, 96, size), (kernel, kernel), 1, 96),
            .. from dilation in new[] { 2, 4 }
            from size in new[] { 56, 14 }
            select Conv(peers, (64, 64, size), (3, 3), 1, 1, dilation),
        ];

    private static IEnumerable<Work> Pools(PeerSet peers) =>
        from size in new[] { 112, 56, 14, 7 }
        from window in new (int, int)[] { (2, 2), (3, 3), (1, 2), (2, 1), (5, 5) }
        from stride in new PerAxis[] { 1, window }
        from isMaximum in new[] { true, false }
        select Of(
            peers,
            $"{(isMaximum ? "maximum" : "average")} pool {window.Item1} x {window.Item2} / {stride}, 32 x {size} x {size}",
            isMaximum ? MaxPool2d(window, stride) : AveragePool2d(window, stride),
            new Shape(32, size, size)
        );

    private static IEnumerable<Work> Products(PeerSet peers) =>
        from rows in new[] { 1, 4, 16, 64, 256 }
        from width in new[] { 32, 128, 512, 1000 }
        from depth in new[] { 64, 384, 1536 }
        select Of(
            peers,
            $"product {rows} x {depth} x {width}",
            Dense(width),
            new Shape(rows, depth),
            2.0 * rows * depth * width
        );

    private static IEnumerable<Work> Reductions(PeerSet peers) =>
        from shape in new[] { new Shape(256, 1000), new Shape(4096, 16), new Shape(16, 64, 256) }
        from axis in Enumerable.Range(1, shape.Rank)
        from reduce in new (string Name, Func<Expr, int, Expr> Of)[]
        {
            ("sum", (x, a) => x.ReduceSum([a])),
            ("maximum", (x, a) => x.ReduceMax([a])),
            ("softmax", (x, a) => x.Softmax(a)),
        }
        select Of(peers, $"{reduce.Name} over axis {axis} of {shape}", Lambda(x => reduce.Of(x, axis)), shape);

    private static IEnumerable<Work> Elementwise(PeerSet peers) =>
        from shape in new[] { new Shape(64, 56, 56), new Shape(128, 384), new Shape(16, 7, 7) }
        from axes in Enumerable.Range(0, 1 << shape.Rank)
        let other = new Shape(1).Append(
            new Shape([.. shape.Select((size, axis) => (axes >> axis & 1) == 0 ? size : 1)])
        )
        select Of(
            peers,
            $"sum of {shape} and {other[1..]}",
            Lambda(x =>
                x + Ops.Constant(other, Array.ConvertAll(Pattern.Tensor(other, 2).Span.ToArray(), v => (double)v))
            ),
            shape
        );

    private static Work Conv(
        PeerSet peers,
        (int Channels, int Filters, int Size) place,
        (int Height, int Width) window,
        int stride,
        int groups = 1,
        int dilation = 1
    )
    {
        var (channels, filters, size) = place;
        var outputs = (size + stride - 1) / stride;
        return Of(
            peers,
            $"conv {window.Height} x {window.Width}{With("/", stride)}{With(" groups ", groups)}{With(" dilation ", dilation)}, {channels} to {filters} x {size} x {size}",
            Conv2d(filters, window, stride, Padding.Same, dilation, groups),
            new Shape(channels, size, size),
            2.0 * outputs * outputs * filters * channels / groups * window.Height * window.Width
        );
    }

    private static string With(string what, int value) =>
        value == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{what}{value}");

    private static Work Of(PeerSet peers, string name, Layer layer, Shape input, double flops = 0) =>
        InferenceWorks.Predict(peers, name, layer, input, batch: 1, flops) with
        {
            Family = name.Split(' ')[0],
        };
}
