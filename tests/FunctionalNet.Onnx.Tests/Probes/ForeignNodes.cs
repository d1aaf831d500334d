using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Ops;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>Node forms that other exporters write and this library does not: parsed by the operator, and run unchanged.</summary>
public class ForeignNodes
{
    private const ElementType Int64 = ElementType.Int64;

    private static readonly Dictionary<string, Func<OnnxNode>> Nodes = new(StringComparer.Ordinal)
    {
        ["Slice to the largest int64"] = () => new("Slice", [X(4, 5), Integers(1), Long(long.MaxValue), Integers(1)]),
        ["Slice backwards to the least int64"] = () =>
            new("Slice", [X(4, 5), Integers(-2), Long(long.MinValue), Integers(0), Integers(-1)]),
        ["Slice without axes"] = () => new("Slice", [X(4, 5), Integers(1, -3), Integers(-1, 9)]),
        ["Slice of nothing"] = () => new("Slice", [X(4, 5), Integers(3), Integers(1), Integers(0)]),
        ["Slice backwards by two"] = () =>
            new("Slice", [X(4, 5), Integers(9), Integers(0), Integers(-1), Integers(-2)]),
        ["Mod of whole numbers"] = () => new("Mod", [Whole(-7, 7, -6, 6, 0), Whole(3, -3, 3, -3, 5)]),
        ["Mod of whole numbers, truncated"] = () =>
            new OnnxNode("Mod", [Whole(-7, 7, -6, 6, 0), Whole(3, -3, 3, -3, 5)]).With("fmod", 1L),
        ["Div of whole numbers"] = () => new("Div", [Whole(-7, 7, 6, 16777215), Whole(2, -2, 3, 2)]),
        ["Pad that takes away"] = () => new("Pad", [X(4, 5), Integers(-1, 2, 1, -2)]),
        ["Pad of one axis"] = () => new("Pad", [X(4, 5), Integers(1, 2), Constant(3), Integers(-1)]),
        ["Pad by reflection that takes away"] = () =>
            new OnnxNode("Pad", [X(4, 5), Integers(0, -1, 0, 3)]).With("mode", "reflect"),
        ["Clip from below"] = () => new("Clip", [X(4, 5), Constant(0.5)]),
        ["Clip from above"] = () => new("Clip", [X(4, 5), null, Constant(0.5)]),
        ["Clip by nothing"] = () => new("Clip", [X(4, 5)]),
        ["Gather from the end"] = () => new OnnxNode("Gather", [X(4, 5), Whole(-1, 0, -5)]).With("axis", 1L),
        ["OneHot from the end"] = () => new("OneHot", [Whole(-1, 0, 5, -4), Integer(4), Constant(new(2), [0, 1])]),
        ["ReduceSum of nothing"] = () => new OnnxNode("ReduceSum", [X(4, 5)]).With("noop_with_empty_axes", 1L),
        ["ReduceSum of all"] = () => new("ReduceSum", [X(4, 5)]),
        ["ReduceMean keeps axes"] = () => new("ReduceMean", [X(4, 5), Integers(-1)]),
        ["ReduceL2 of all"] = () => new OnnxNode("ReduceL2", [X(4, 5)]).With("keepdims", 0L),
        ["ArgMax keeps axes"] = () => new("ArgMax", [X(4, 5)]),
        ["ArgMin keeps axes"] = () => new OnnxNode("ArgMin", [X(4, 5)]).With("axis", -1L),
        ["Trilu without a diagonal"] = () => new OnnxNode("Trilu", [X(4, 5)]).With("upper", 0L),
        ["Transpose without a permutation"] = () => new("Transpose", [X(4, 5, 2)]),
        ["Softmax of the last axis"] = () => new("Softmax", [X(4, 5)]),
        ["Max of three"] = () => new("Max", [X(4, 5), X(5), X(4, 1)]),
        ["Max of one"] = () => new("Max", [X(4, 5)]),
        ["Expand that broadcasts both ways"] = () => new("Expand", [X(4, 1), Integers(2, 1, 5)]),
        ["Reshape that keeps and works out"] = () => new("Reshape", [X(4, 5, 2), Integers(0, -1)]),
        ["Squeeze-like Reshape"] = () => new("Reshape", [X(1, 1), Integers()]),
        ["Concat of one"] = () => new OnnxNode("Concat", [X(4, 5)]).With("axis", 0L),
        ["ScatterElements that adds"] = () =>
            new OnnxNode("ScatterElements", [X(5), Whole(0, 0, -1), X(3)]).With("reduction", "add"),
        ["Gelu by tanh"] = () => new OnnxNode("Gelu", [X(4, 5)]).With("approximate", "tanh"),
        ["LeakyRelu by default"] = () => new("LeakyRelu", [X(4, 5)]),
        ["SoftmaxCrossEntropyLoss by default"] = () => new("SoftmaxCrossEntropyLoss", [X(3, 4), Whole(0, 3, 2)]),
        ["SoftmaxCrossEntropyLoss that ignores a class"] = () =>
            new OnnxNode("SoftmaxCrossEntropyLoss", [X(3, 4), Whole(1, 3, 2)]).With("ignore_index", 3L),
        ["SoftmaxCrossEntropyLoss that ignores a number"] = () =>
            new OnnxNode("SoftmaxCrossEntropyLoss", [X(3, 4), Whole(1, -100, 2)])
                .With("ignore_index", -100L)
                .With("reduction", "sum"),
        ["Conv by default, with a bias"] = () => new("Conv", [X(1, 2, 5, 4), X(3, 2, 2, 3), X(3)]),
        ["Conv that keeps the size, the larger half behind"] = () =>
            new OnnxNode("Conv", [X(1, 2, 5, 4), X(3, 2, 2, 3)])
                .With("auto_pad", "SAME_UPPER")
                .With("strides", Two(2, 2)),
        ["Conv that keeps the size, the larger half in front"] = () =>
            new OnnxNode("Conv", [X(1, 2, 5, 4), X(3, 2, 2, 3)]).With("auto_pad", "SAME_LOWER"),
        ["Conv inside"] = () => new OnnxNode("Conv", [X(1, 2, 5), X(3, 2, 2)]).With("auto_pad", "VALID"),
        ["ConvTranspose by default, with a bias"] = () => new("ConvTranspose", [X(1, 2, 3, 4), X(2, 3, 2, 3), X(3)]),
        ["ConvTranspose to a smaller shape"] = () =>
            new OnnxNode("ConvTranspose", [X(1, 2, 3, 4), X(2, 3, 3, 3)])
                .With("strides", Two(2, 2))
                .With("output_shape", Two(6, 8)),
        ["ConvTranspose that multiplies the size"] = () =>
            new OnnxNode("ConvTranspose", [X(1, 2, 3, 4), X(2, 3, 3, 2)])
                .With("strides", Two(2, 2))
                .With("auto_pad", "SAME_UPPER"),
        ["MaxPool by default"] = () => new OnnxNode("MaxPool", [X(1, 2, 5, 4)]).With("kernel_shape", Two(2, 3)),
        ["MaxPool that rounds up"] = () =>
            new OnnxNode("MaxPool", [X(1, 2, 5, 4)])
                .With("kernel_shape", Two(2, 3))
                .With("strides", Two(2, 2))
                .With("ceil_mode", 1L),
        ["MaxPool that keeps the size"] = () =>
            new OnnxNode("MaxPool", [X(1, 2, 5, 4)]).With("kernel_shape", Two(2, 3)).With("auto_pad", "SAME_LOWER"),
        ["AveragePool by default"] = () => new OnnxNode("AveragePool", [X(1, 2, 5, 4)]).With("kernel_shape", Two(2, 3)),
        ["AveragePool that counts its padding"] = () =>
            new OnnxNode("AveragePool", [X(1, 2, 5, 4)])
                .With("kernel_shape", Two(2, 3))
                .With("pads", (long[])[1, 0, 0, 2])
                .With("count_include_pad", 1L),
        ["MatMul of whole numbers"] = () => new("MatMul", [Whole(1, 2, 3), Whole(4, 5, 6)]),
    };

    public static TheoryData<string> Names { get; } = [.. Nodes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_read_as_ONNX_Runtime_runs_them(string name)
    {
        var node = Nodes[name]();
        var read = Catalog.Named(node.Operator)!.FromOnnx(node);

        // Reading may return the operand itself; the copy makes a node in whose place the foreign node is written.
        var output = read.Copy();
        var expected = Reference.Run<float>(new Graph([], [output]))[0];
        var actual = OrtCpu.Run(OneNode.Model<float>([], output, node), [], Array.Empty<Tensor<float>>(), output.Type);
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected.Span[i], actual.Span[i], 1e-6f);
        }
    }

    private static Expr X(params int[] sizes)
    {
        var shape = Shape.Of(sizes);
        return Constant(shape, [.. Enumerable.Range(0, shape.Size).Select(i => Math.Sin(1 + (i * i)))]);
    }

    private static Expr Whole(params double[] values) => Constant(new(values.Length), values, Int64);

    private static long[] Two(long first, long second) => [first, second];

    private static Expr Long(long value) => Constant(new(1), [value], Int64);
}
