using System.Numerics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>
/// ONNX Runtime's convolution against its definition, and both derivatives of our plans expressed in plain ONNX. The derivatives are
/// adjoints: ⟨Conv(x, w), y⟩ = ⟨x, dx(y)⟩ = ⟨w, dw(y)⟩.
/// </summary>
public class ConvolutionProbes
{
    private static readonly Case[] Cases =
    [
        new("plain", [2, 3, 6, 5], [4, 3, 3, 2]),
        new("padded", [2, 3, 6, 5], [4, 3, 3, 3]) { Pads = [1, 2, 0, 1] },
        new("strides", [1, 2, 7, 8], [3, 2, 3, 3]) { Strides = [2, 3] },
        new("dilations", [1, 2, 8, 7], [3, 2, 3, 2]) { Dilations = [2, 3] },
        new("groups", [2, 4, 5, 5], [6, 2, 3, 3]) { Group = 2 },
        new("depthwise", [2, 3, 5, 5], [3, 1, 3, 3]) { Group = 3, Pads = [1, 1, 1, 1] },
        new("one axis", [2, 3, 9], [4, 3, 4])
        {
            Strides = [2],
            Pads = [1, 1],
            Dilations = [2],
        },
        new("three axes", [1, 2, 4, 5, 4], [3, 2, 2, 3, 2]) { Pads = [0, 1, 0, 1, 0, 1] },
        new("everything", [2, 4, 9, 8], [6, 2, 3, 2])
        {
            Strides = [2, 3],
            Dilations = [2, 1],
            Pads = [1, 0, 2, 1],
            Group = 2,
        },
    ];

    public static TheoryData<string> Names { get; } = [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Conv_is_its_sum(string name)
    {
        var c = Of(name);
        var (x, w) = (Draw(c.X, 1), Draw(c.W, 2));
        var y = c.Conv(x, w);
        var place = new int[c.Y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            Unravel(i, c.Y, place);
            Assert.Equal(c.Sum(x, w, place), y.Span[i], 1e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ConvTranspose_is_the_gradient_of_the_input(string name)
    {
        var c = Of(name);
        var (x, w, y) = (Draw(c.X, 1), Draw(c.W, 2), Draw(c.Y, 3));

        // The elements at the end that no window reaches get gradient 0; output_padding adds them.
        var rest = Enumerable
            .Range(0, c.Axes)
            .Select(i => (long)((c.X[i + 2] + c.Padding(i) - c.Reach(i)) % c.Strides[i]));
        var node = c.Attributes(new("ConvTranspose", [Input("y", c.Y), Input("w", c.W)]))
            .With("output_padding", rest.ToArray());
        var dx = Run(node, c.X, y, w);
        Assert.Equal(Dot(c.Conv(x, w), y), Dot(x, dx), 1e-3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Conv_of_input_and_cotangent_is_the_gradient_of_the_weight(string name)
    {
        var c = Of(name);
        var (x, w, y) = (Draw(c.X, 1), Draw(c.W, 2), Draw(c.Y, 3));

        // Samples and channels swap roles, [n, g c, ...] to [c, g n, ...] and dy [n, m, ...] to [m, n, ...], and so do strides and
        // dilations. The result [c, m, ...] may exceed the kernel if the strides leave a remainder.
        var (n, channels) = (c.X[0], c.X[1] / c.Group);
        int[] space = [.. Enumerable.Range(0, c.Axes)];
        var input = Input("x", c.X)
            .Reshape([n, c.Group, channels, .. c.X[2..]])
            .Transpose([2, 1, 0, .. space.Select(i => i + 3)])
            .Reshape([channels, c.Group * n, .. c.X[2..]]);
        var kernel = Input("y", c.Y).Transpose([1, 0, .. space.Select(i => i + 2)]);
        var swapped = c with { Strides = c.Dilations, Dilations = c.Strides };
        int[] shape =
        [
            channels,
            c.Y[1],
            .. space.Select(i =>
                ((c.X[i + 2] + c.Padding(i) - ((c.Y[i + 2] - 1) * c.Strides[i]) - 1) / c.Dilations[i]) + 1
            ),
        ];
        var dw = Run(
            swapped.Attributes(new("Conv", [Input("i", Sizes(input)), Input("k", Sizes(kernel))])),
            shape,
            Evaluate(input, x),
            Evaluate(kernel, y)
        );
        var result = Input("x", shape).Transpose([1, 0, .. space.Select(i => i + 2)]);
        for (var i = 0; i < c.Axes; i++)
        {
            result = result.Narrow(i + 2, 0, c.W[i + 2]);
        }

        Assert.Equal(Dot(c.Conv(x, w), y), Dot(w, Evaluate(result, dw)), 1e-3);
    }

    private static Case Of(string name) => Cases.Single(c => c.Name == name);

    private static Expr Input(string name, int[] sizes) => Expr.Input(name, Shape.Of(sizes));

    private static int[] Sizes(Expr x) => x.Shape.Sizes();

    private static Tensor<float> Evaluate(Expr y, Tensor<float> x) =>
        Reference.Run(new Graph([.. Expr.Sort([y]).Where(e => e.Variable is not null)], [y]), x)[0];

    private static Tensor<float> Run(OnnxNode node, int[] shape, params Tensor<float>[] values)
    {
        Expr[] inputs = [.. node.Inputs.Select(x => x!)];
        var output = Input("result", shape);
        var result = OrtCpu.Run(OneNode.Model<float>(inputs, output, node), inputs, values, output.Type);
        Assert.Equal(output.Shape, result.Shape);
        return result;
    }

    private static Tensor<float> Draw(int[] sizes, int seed)
    {
        var random = new Random(seed);
        var shape = Shape.Of(sizes);
        return new(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)]);
    }

    private static double Dot(Tensor<float> x, Tensor<float> y) =>
        x.Span.ToArray().Zip(y.Span.ToArray(), (a, b) => (double)a * b).Sum();

    private static void Unravel(int i, int[] sizes, int[] place)
    {
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (i, place[axis]) = Math.DivRem(i, sizes[axis]);
        }
    }

    private sealed record Case(string Name, int[] X, int[] W)
    {
        public int Axes => X.Length - 2;

        public int[] Strides { get; init; } = [.. Enumerable.Repeat(1, X.Length - 2)];

        public int[] Dilations { get; init; } = [.. Enumerable.Repeat(1, X.Length - 2)];

        public int[] Pads { get; init; } = new int[2 * (X.Length - 2)];

        public int Group { get; init; } = 1;

        public int[] Y =>
            [
                X[0],
                W[0],
                .. Enumerable.Range(0, Axes).Select(i => ((X[i + 2] + Padding(i) - Reach(i)) / Strides[i]) + 1),
            ];

        public int Padding(int axis) => Pads[axis] + Pads[axis + Axes];

        public int Reach(int axis) => ((W[axis + 2] - 1) * Dilations[axis]) + 1;

        public OnnxNode Attributes(OnnxNode node) =>
            node.With("strides", Longs(Strides))
                .With("dilations", Longs(Dilations))
                .With("pads", Longs(Pads))
                .With("group", (long)Group);

        public Tensor<float> Conv(Tensor<float> x, Tensor<float> w) =>
            Run(Attributes(new("Conv", [Input("x", X), Input("w", W)])), Y, x, w);

        public float Sum(Tensor<float> x, Tensor<float> w, int[] place)
        {
            var (sum, at, from) = (0.0, new int[W.Length], new int[X.Length]);
            for (var i = 0; i < w.Length; i++)
            {
                Unravel(i, W, at);
                (from[0], from[1]) = (place[0], (place[1] / (W[0] / Group) * W[1]) + at[1]);
                var inside = at[0] == place[1];
                for (var axis = 0; axis < Axes; axis++)
                {
                    var p = (place[axis + 2] * Strides[axis]) + (at[axis + 2] * Dilations[axis]) - Pads[axis];
                    from[axis + 2] = p;
                    inside &= (uint)p < (uint)X[axis + 2];
                }

                sum += inside ? (double)x[from] * w.Span[i] : 0;
            }

            return (float)sum;
        }

        private static long[] Longs(int[] values) => [.. values.Select(v => (long)v)];
    }
}
