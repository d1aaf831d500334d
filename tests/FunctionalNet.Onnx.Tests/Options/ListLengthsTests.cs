using FunctionalNet.OnnxTests.Types;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>
/// List attributes with one number for each axis, gate or output that are too short, too long or hold duplicates: an error here and in ONNX
/// Runtime.
/// </summary>
public class ListLengthsTests
{
    private static readonly Dictionary<string, (int Opset, string X, NodeProto Node, TensorProto[] Constants)> All =
        new(StringComparer.Ordinal)
        {
            ["fewer ends"] = Of(9, "2 3", "Slice", [], TypedFile.Ints("starts", 0, 1), TypedFile.Ints("ends", 2)),
            ["fewer axes"] = Of(
                9,
                "2 3",
                "Slice",
                [],
                TypedFile.Ints("starts", 0, 1),
                TypedFile.Ints("ends", 2, 2),
                TypedFile.Ints("axes", 0)
            ),
            ["fewer ends as operands"] = Of(
                13,
                "2 3",
                "Slice",
                [
                    [0, 1],
                    [2],
                ]
            ),
            ["more axes as operands"] = Of(
                13,
                "2 3",
                "Slice",
                [
                    [0],
                    [2],
                    [0, 1],
                ]
            ),
            ["fewer steps"] = Of(
                13,
                "2 3",
                "Slice",
                [
                    [0, 0],
                    [2, 2],
                    [0, 1],
                    [1],
                ]
            ),
            ["an axis twice"] = Of(
                13,
                "2 3",
                "Slice",
                [
                    [0, 0],
                    [2, 2],
                    [0, 0],
                ]
            ),
            ["a short permutation"] = Of(13, "2 3", "Transpose", [], TypedFile.Ints("perm", 0)),
            ["an axis twice in a permutation"] = Of(13, "2 3", "Transpose", [], TypedFile.Ints("perm", 0, 0)),
            ["no such axis in a permutation"] = Of(13, "2 3", "Transpose", [], TypedFile.Ints("perm", 0, 2)),
            ["pads of one axis"] = Of(2, "2 3", "Pad", [], TypedFile.Ints("pads", 1, 1)),
            ["odd pads"] = Of(
                13,
                "2 3",
                "Pad",
                [
                    [1, 1, 1],
                ]
            ),
            ["pads of more axes"] = Of(
                18,
                "2 3",
                "Pad",
                [
                    [1, 1, 1, 1],
                    null,
                    [0],
                ]
            ),
            ["a split of less"] = Of(11, "2 3", "Split", [], TypedFile.Ints("split", 2), TypedFile.Int("axis", 1)),
            ["a split of more"] = Of(
                13,
                "2 3",
                "Split",
                [
                    [2, 2],
                ],
                TypedFile.Int("axis", 1)
            ),
            ["squeezed twice"] = Of(11, "1 3", "Squeeze", [], TypedFile.Ints("axes", 0, 5)),
            ["unsqueezed twice"] = Of(11, "2 3", "Unsqueeze", [], TypedFile.Ints("axes", 0, 0)),
            ["unsqueezed twice as an operand"] = Of(
                13,
                "2 3",
                "Unsqueeze",
                [
                    [1, 1],
                ]
            ),
            ["scales of one axis"] = Of(7, "2 3", "Upsample", [], Reals("scales", 2)),
            ["repeats of one axis"] = Of(
                13,
                "2 3",
                "Tile",
                [
                    [2],
                ]
            ),
            ["reduced along no axis"] = Of(11, "2 3", "ReduceSum", [], TypedFile.Ints("axes", 2)),
            ["reduced along no axis, as an operand"] = Of(
                18,
                "2 3",
                "ReduceMean",
                [
                    [2],
                ]
            ),
            ["a shape that does not fit"] = Of(
                13,
                "2 3",
                "Expand",
                [
                    [4],
                ]
            ),
            ["a shape of more"] = Of(
                13,
                "2 3",
                "Reshape",
                [
                    [4, -1],
                ]
            ),
            ["two unknown sizes"] = Of(
                13,
                "2 3",
                "Reshape",
                [
                    [-1, -1],
                ]
            ),
            ["a zero of no axis"] = Of(
                13,
                "2 3",
                "Reshape",
                [
                    [2, 3, 0],
                ]
            ),
            ["one kernel of two"] = Of(13, "1 1 4 4", "MaxPool", [], TypedFile.Ints("kernel_shape", 2)),
            ["three strides"] = Of(
                13,
                "1 1 4 4",
                "AveragePool",
                [],
                TypedFile.Ints("kernel_shape", 2, 2),
                TypedFile.Ints("strides", 1, 1, 1)
            ),
            ["two pads of four"] = Of(
                18,
                "1 1 4 4",
                "LpPool",
                [],
                TypedFile.Ints("kernel_shape", 2, 2),
                TypedFile.Ints("pads", 1, 1)
            ),
            ["blocks that do not fit"] = Of(13, "1 3 4 4", "DepthToSpace", [], TypedFile.Int("blocksize", 2)),
            ["squares that do not fit"] = Of(13, "1 3 3 4", "SpaceToDepth", [], TypedFile.Int("blocksize", 2)),
        };

    public static TheoryData<string> Names { get; } = [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_errors(string name)
    {
        var (opset, shape, node, constants) = All[name];
        Shape x = new([
            .. shape.Split(' ').Select(size => (Dim)int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        var file = TypedFile.Of([node], [("x", DataType.Float, x)], [("y", DataType.Float)], constants, opset);
        Assert.Null(TypedFile.Ort(file, Samples.Normal<double>(x, 1)));
        OnnxModel.Parse(file).ErrorOf().Says("node 'y'", node.OpType);
    }

    private static (int Opset, string X, NodeProto Node, TensorProto[] Constants) Of(
        int opset,
        string x,
        string op,
        long[]?[] lists,
        params AttributeProto[] attributes
    ) =>
        (
            opset,
            x,
            TypedFile.Op(
                op,
                string.Join(' ', lists.Select((list, i) => list is null ? "-" : $"c{i}").Prepend("x")),
                "y",
                attributes
            ),
            [.. lists.SelectMany((list, i) => list is null ? [] : (TensorProto[])[Files.Longs($"c{i}", list)])]
        );

    private static AttributeProto Reals(string name, params float[] values) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Floats,
            Floats = { values },
        };
}
