using Onnx;
using static FunctionalNet.OnnxTests.Types.TypedFile;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>A node that is run with operands of every type.</summary>
/// <param name="Name">The name of the case.</param>
/// <param name="Node">
/// The node. Operands: x and y of the type, m of values whose sums fit it, p small and positive, b bools, i indices (Int64), and
/// initializers.
/// </param>
internal sealed record TypedOperator(string Name, NodeProto Node)
{
    /// <summary>Gets the shapes of the operands that are not [2, 3].</summary>
    public Dictionary<string, Shape> Shapes { get; init; } = [];

    /// <summary>Gets the initializers.</summary>
    public TensorProto[] Constants { get; init; } = [];

    /// <summary>Gets the tolerance, relative and absolute.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The operators that ONNX defines for other types than floats.</summary>
internal static class Operators
{
    private static readonly Shape Image = new(1, 4, 4, 6);

    public static IReadOnlyList<TypedOperator> All { get; } =
    [
        .. Plain(
            "Abs Neg Sign Relu Identity Size Shape Transpose NonZero Dropout Flatten Reciprocal Floor Sqrt Exp IsNaN IsInf Not",
            "x"
        ),
        .. Plain("Add Sub Mul Max Min Equal Greater Less GreaterOrEqual LessOrEqual Sum Mean PRelu And Or Xor", "x y"),
        .. Plain("Div Mod Pow CastLike", "x p"),
        new("Mod fmod", Op("Mod", "x p", "z", Int("fmod", 1))),
        new("BitShift left", Op("BitShift", "x p", "z", Text("direction", "LEFT"))),
        new("BitShift right", Op("BitShift", "x p", "z", Text("direction", "RIGHT"))),
        new("Where", Op("Where", "b x y", "z")),
        new("Clip", Op("Clip", "x p p", "z")) { Shapes = { ["p"] = Shape.Scalar } },
        new("Shrink", Op("Shrink", "m", "z")),
        new("Concat", Op("Concat", "x y", "z", Int("axis", 1))),
        new("Gather", Op("Gather", "x c", "z", Int("axis", 1))) { Constants = [Whole("c", [3], [2, -1, 0])] },
        new("Gather by int32", Op("Gather", "x c", "z", Int("axis", 1)))
        {
            Constants = [Whole("c", [3], [2, -1, 0], DataType.Int32)],
        },
        new("GatherElements", Op("GatherElements", "x c", "z", Int("axis", 1)))
        {
            Constants = [Whole("c", [2, 2], [2, -1, 0, 1])],
        },
        new("GatherND", Op("GatherND", "x c", "z")) { Constants = [Whole("c", [2, 2], [0, 2, 1, 1])] },
        new("ScatterElements", Op("ScatterElements", "x c y", "z", Int("axis", 1)))
        {
            Constants = [Whole("c", [2, 3], [2, 1, 0, 0, 1, 2])],
        },
        .. from way in (string[])["add", "mul", "max", "min"]
        select new TypedOperator(
            $"ScatterElements {way}",
            Op("ScatterElements", "x c y", "z", Int("axis", 1), Text("reduction", way))
        )
        {
            Constants = [Whole("c", [2, 3], [2, 1, 0, 0, 1, 2])],
        },
        .. from way in (string[])["none", "add", "mul", "max", "min"]
        select new TypedOperator($"ScatterND {way}", Op("ScatterND", "x c y", "z", Text("reduction", way)))
        {
            Constants = [Whole("c", [2, 1], [1, 0])],
        },
        new("Slice", Op("Slice", "x c d e", "z"))
        {
            Constants = [Whole("c", [1], [1]), Whole("d", [1], [9]), Whole("e", [1], [1])],
        },
        .. from mode in (string[])["constant", "reflect", "edge", "wrap"]
        select new TypedOperator($"Pad {mode}", Op("Pad", "x c", "z", Text("mode", mode)))
        {
            Constants = [Whole("c", [4], [0, 1, 1, 2])],
        },
        .. from mode in (string[])["constant", "reflect", "edge", "wrap"]
        select new TypedOperator($"Pad {mode} of less", Op("Pad", "x c", "z", Text("mode", mode)))
        {
            Constants = [Whole("c", [4], [0, -1, 0, 1])],
        },
        new("Tile", Op("Tile", "x c", "z")) { Constants = [Whole("c", [2], [2, 1])] },
        new("Expand", Op("Expand", "x c", "z")) { Constants = [Whole("c", [3], [2, 2, 3])] },
        new("Reshape", Op("Reshape", "x c", "z")) { Constants = [Whole("c", [2], [3, -1])] },
        new("Squeeze", Op("Squeeze", "x c", "z"))
        {
            Constants = [Whole("c", [1], [0])],
            Shapes = { ["x"] = new(1, 3) },
        },
        new("Unsqueeze", Op("Unsqueeze", "x c", "z")) { Constants = [Whole("c", [1], [1])] },
        new("Split", Op("Split", "x", "z w", Int("axis", 0), Int("num_outputs", 2))),
        new("DepthToSpace", Op("DepthToSpace", "x", "z", Int("blocksize", 2))) { Shapes = { ["x"] = Image } },
        new("SpaceToDepth", Op("SpaceToDepth", "x", "z", Int("blocksize", 2))) { Shapes = { ["x"] = Image } },
        new("Compress", Op("Compress", "x c", "z", Int("axis", 1)))
        {
            Constants = [Whole("c", [3], [1, 0, 1], DataType.Bool)],
        },
        new("ReverseSequence", Op("ReverseSequence", "x c", "z", Int("batch_axis", 0), Int("time_axis", 1)))
        {
            Constants = [Whole("c", [2], [2, 3])],
        },
        new("Trilu", Op("Trilu", "x", "z")),
        new("CumSum", Op("CumSum", "x c", "z")) { Constants = [Whole("c", [], [1])] },
        new("EyeLike", Op("EyeLike", "x", "z", Int("k", 1))),
        new("TopK", Op("TopK", "x c", "z w")) { Constants = [Whole("c", [1], [2])] },
        new("ArgMax", Op("ArgMax", "x", "z", Int("axis", 1))),
        new("ArgMin", Op("ArgMin", "x", "z", Int("axis", 1))),
        .. from op in "Sum Mean Prod Max Min L1 L2 LogSum LogSumExp SumSquare".Split(' ')
        from operand in op is "Max" or "Min" ? "x p".Split(' ') : "m p".Split(' ')
        select new TypedOperator($"Reduce{op} of {operand}", Op($"Reduce{op}", $"{operand} c", "z"))
        {
            Constants = [Whole("c", [1], [1])],
        },
        new("MatMul", Op("MatMul", "x y", "z")) { Shapes = { ["y"] = new(3, 2) } },
        new("Gemm", Op("Gemm", "x y q", "z", Int("transB", 1))) { Shapes = { ["q"] = new(2, 2) } },
        new("Einsum", Op("Einsum", "x y", "z", Text("equation", "ij,kj->ik"))),
        new("Einsum elementwise", Op("Einsum", "x y", "z", Text("equation", "ij,ij->ij"))),
        new("OneHot", Op("OneHot", "i d q", "z"))
        {
            Constants = [Whole("d", [], [3])],
            Shapes = { ["q"] = new(2), ["i"] = new(4) },
        },
        new("OneHot of the type", Op("OneHot", "p d e", "z"))
        {
            Constants = [Whole("d", [], [3]), Whole("e", [2], [0, 1])],
        },
        new("MaxPool", Op("MaxPool", "x", "z", Ints("kernel_shape", 2, 2))) { Shapes = { ["x"] = Image } },
        new("Resize", Op("Resize", "x - - c", "z", Text("mode", "nearest")))
        {
            Constants = [Whole("c", [4], [1, 4, 8, 9])],
            Shapes = { ["x"] = Image },
        },
        new("Resize linear", Op("Resize", "x - - c", "z", Text("mode", "linear")))
        {
            Constants = [Whole("c", [4], [1, 4, 8, 9])],
            Shapes = { ["x"] = Image },
        },
        new("Unique", Op("Unique", "x", "z")),
        new("Hardmax", Op("Hardmax", "x", "z")),
        new("ThresholdedRelu", Op("ThresholdedRelu", "x", "z")),
        new("MatMulInteger", Op("MatMulInteger", "x y", "z")) { Shapes = { ["y"] = new(3, 2) } },
        .. from op in "And Or Xor".Split(' ') select new TypedOperator($"Bitwise{op}", Op($"Bitwise{op}", "x y", "z")),
        new("BitwiseNot", Op("BitwiseNot", "x", "z")),
        .. from type in TypedFile.All
        select new TypedOperator($"Cast to {type}", Op("Cast", "x", "z", Int("to", (long)type))),
    ];

    private static IEnumerable<TypedOperator> Plain(string names, string inputs) =>
        names.Split(' ').Select(name => new TypedOperator(name, Op(name, inputs, "z")));
}
