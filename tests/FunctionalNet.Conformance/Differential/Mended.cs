using System.Collections.Immutable;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The minimal case of each bug that was found and fixed.</summary>
internal static class Mended
{
    private const DataType Float = DataType.Float;

    /// <summary>Gets the cases by name.</summary>
    public static ImmutableSortedDictionary<string, Func<Case>> All { get; } =
        new Dictionary<string, Func<Case>>(StringComparer.Ordinal)
        {
            ["the largest none of columns"] = () =>
                Of(
                    "TopK",
                    24,
                    [Tensor(Float, [1, 2, 2], 1, 2, 3, 4), Tensor(DataType.Int64, [1], 0)],
                    new(StringComparer.Ordinal) { ["axis"] = 1 },
                    2
                ),
            ["ReduceL1 over no axes"] = () => Reduced("ReduceL1"),
            ["ReduceL2 over no axes"] = () => Reduced("ReduceL2"),
            ["ReduceSumSquare over no axes"] = () => Reduced("ReduceSumSquare"),
            ["ReduceLogSumExp over no axes"] = () => Reduced("ReduceLogSumExp"),
            ["ReduceSum over no axes"] = () => Reduced("ReduceSum"),
            ["the mask of a Dropout before opset 10"] = () => Of("Dropout", 7, [Tensor(Float, [2], 1, 2)], outputs: 2),
            ["LayerNormalization with a scale of all axes"] = () =>
                Of(
                    "LayerNormalization",
                    17,
                    [
                        Tensor(Float, [2, 2], 1, 3, 2, -2),
                        Tensor(Float, [2, 2], 1, 2, 3, 4),
                        Tensor(Float, [2, 2], 0, 1, 0, 2),
                    ]
                ),
            ["LayerNormalization with a bias of all axes"] = () =>
                Of(
                    "LayerNormalization",
                    17,
                    [Tensor(Float, [2, 2], 1, 3, 2, -2), Tensor(Float, [2], 1, 2), Tensor(Float, [2, 2], 0, 1, 0, 2)]
                ),
            ["Einsum with an axis of 1"] = () =>
                Of(
                    "Einsum",
                    12,
                    [Tensor(Float, [1, 3], 1, 2, 3), Tensor(Float, [2, 2], 1, 2, 3, 4)],
                    new(StringComparer.Ordinal) { ["equation"] = "ij,ik->jk" }
                ),
            ["Einsum with an axis of 1 that stays"] = () =>
                Of(
                    "Einsum",
                    12,
                    [Tensor(Float, [1, 3], 1, 2, 3), Tensor(Float, [2, 3], 1, 2, 3, 4, 5, 6)],
                    new(StringComparer.Ordinal) { ["equation"] = "ij,ij->i" }
                ),
            ["a window as whole numbers"] = () =>
                Of(
                    "BlackmanWindow",
                    17,
                    [Tensor(DataType.Int64, [], 4)],
                    new(StringComparer.Ordinal) { ["output_datatype"] = (int)DataType.Int64 }
                ),
            ["steps of NaN"] = () =>
                Of("QuantizeLinear", 13, [Tensor(Float, [3], double.NaN, 1, 2), Tensor(Float, [], 1)]),
            ["Softmax of nothing"] = () => Of("Softmax", 11, [Tensor(Float, [0, 4, 1])]),
            ["bools padded and cut"] = () =>
                Of("Pad", 13, [Tensor(DataType.Bool, [1, 4], 1, 0, 1, 1), Tensor(DataType.Int64, [4], 3, -1, -1, 0)]),
            ["more taken away than there was before padding"] = () =>
                Of("Pad", 16, [Tensor(Float, [1, 0, 3]), Tensor(DataType.Int64, [6], 2, 3, 0, 3, -1, 1)]),
            ["pools of no channels"] = () =>
                Of(
                    "MaxPool",
                    22,
                    [Tensor(Float, [0, 0, 5, 5])],
                    new(StringComparer.Ordinal) { ["kernel_shape"] = new[] { 5, 5 } }
                ),
            ["nothing backwards"] = () =>
                Of(
                    "Slice",
                    13,
                    [
                        Tensor(Float, [0, 4]),
                        Tensor(DataType.Int64, [1], 0),
                        Tensor(DataType.Int64, [1], -100),
                        Tensor(DataType.Int64, [1], 0),
                        Tensor(DataType.Int64, [1], -1),
                    ]
                ),
            ["a label that does not count, of a class whose weight is no number"] = () =>
                Of(
                    "NegativeLogLikelihoodLoss",
                    13,
                    [
                        Tensor(Float, [2, 2], double.NegativeInfinity, -1, -1, -2),
                        Tensor(DataType.Int64, [2], 0, 1),
                        Tensor(Float, [2], double.NaN, 2),
                    ],
                    new(StringComparer.Ordinal) { ["ignore_index"] = 0 }
                ),
            ["a smaller image by opset 10"] = () =>
                Of(
                    "Resize",
                    10,
                    [Tensor(Float, [1, 1, 2, 4], 1, 2, 3, 4, 5, 6, 7, 8), Tensor(Float, [4], 1, 1, 0.6, 0.6)],
                    new(StringComparer.Ordinal) { ["mode"] = "nearest" }
                ),
            ["a float32 to a power that is a double"] = () =>
                Of("Pow", 12, [Tensor(Float, [2], 2, 10), Tensor(DataType.Double, [2], 0.5, 300)]),
            ["places in nothing"] = () =>
                Of("ArgMax", 13, [Tensor(Float, [0, 0])], new(StringComparer.Ordinal) { ["axis"] = 1 }),
            ["infinity without a bound by opset 6"] = () =>
                Of(
                    "Clip",
                    6,
                    [Tensor(Float, [3], double.PositiveInfinity, -1, double.NegativeInfinity)],
                    new(StringComparer.Ordinal) { ["min"] = -2f }
                ),
            ["an infinite weight for each channel, spread"] = () =>
                Of(
                    "ConvTranspose",
                    11,
                    [
                        Tensor(Float, [1, 2, 3], 1, 2, 3, 4, 5, 6),
                        Tensor(Float, [2, 1, 3], 1, double.PositiveInfinity, 2, 3, 4, 5),
                    ],
                    new(StringComparer.Ordinal) { ["group"] = 2, ["dilations"] = new[] { 2 } }
                ),
            ["an infinite weight among eight filters, spread"] = () =>
                Of(
                    "ConvTranspose",
                    11,
                    [
                        Tensor(Float, [1, 1, 2], 1, 2),
                        Tensor(Float, [1, 8, 2], [1, 2, double.NegativeInfinity, .. Enumerable.Repeat(1.0, 13)]),
                    ]
                ),
            ["parts of nothing"] = () =>
                Of("Split", 13, [Tensor(Float, [0, 2])], new(StringComparer.Ordinal) { ["axis"] = 0 }, 3),
            ["channels normalized beside an infinite one"] = () =>
                Of(
                    "LRN",
                    13,
                    [Tensor(Float, [1, 5, 1, 1], 1, 2, 3, 4, double.PositiveInfinity)],
                    new(StringComparer.Ordinal) { ["size"] = 3 }
                ),
            ["the signs of large whole numbers"] = () =>
                Of("Sign", 13, [Tensor(DataType.Uint32, [6], 0, 0, 1, 0, 4294967295, 1)]),
            ["the least of large whole numbers"] = () =>
                Of("ReduceMin", 20, [Tensor(DataType.Int64, [4], 545405514, 2121201810, 2895176078, 3020641538)]),
            ["an infinite element beside others, larger"] = () => Resized("linear", 1.5f),
            ["an infinite element beside others, larger by cubes"] = () => Resized("cubic", 1.5f),
            ["an infinite element beside others, smaller"] = () => Resized("linear", 0.5f),
            ["one of many, whose number has a fraction"] = () =>
                Of(
                    "OneHot",
                    11,
                    [Tensor(Float, [2], 1, 0), Tensor(Float, [], 2.75), Tensor(Float, [2], 3, 4)],
                    new(StringComparer.Ordinal) { ["axis"] = 0 }
                ),
            ["a bias that does not count and is no number"] = () =>
                Of(
                    "Gemm",
                    13,
                    [
                        Tensor(Float, [2, 3], 1, 2, 3, 4, 5, 6),
                        Tensor(Float, [3, 1], 1, 2, 3),
                        Tensor(Float, [2, 1], double.NaN, double.PositiveInfinity),
                    ],
                    new(StringComparer.Ordinal) { ["beta"] = 0f }
                ),
            ["parts by no sizes"] = () =>
                Of("Split", 18, [Tensor(Float, [0, 6]), Tensor(DataType.Int64, [0])], outputs: 2),
            ["an image of nothing made smaller"] = () =>
                Of("Resize", 19, [Tensor(Float, [1, 1, 0, 4]), string.Empty, Tensor(Float, [4], 1, 1, 0.6, 0.6)]),
            ["an infinite element among blocks"] = () =>
                Of(
                    "Col2Im",
                    18,
                    [
                        Tensor(
                            Float,
                            [1, 4, 4],
                            1,
                            2,
                            3,
                            double.PositiveInfinity,
                            5,
                            6,
                            7,
                            8,
                            9,
                            10,
                            11,
                            12,
                            13,
                            14,
                            15,
                            16
                        ),
                        Tensor(DataType.Int64, [2], 4, 3),
                        Tensor(DataType.Int64, [2], 2, 2),
                    ],
                    new(StringComparer.Ordinal) { ["strides"] = new[] { 2, 1 } }
                ),
            ["blocks that are spread, padded and overlap"] = () =>
                Of(
                    "Col2Im",
                    18,
                    [
                        Tensor(Float, [1, 8, 9], [.. Enumerable.Range(0, 72).Select(i => (double)i)]),
                        Tensor(DataType.Int64, [2], 4, 3),
                        Tensor(DataType.Int64, [2], 2, 2),
                    ],
                    new(StringComparer.Ordinal) { ["dilations"] = new[] { 2, 1 }, ["pads"] = new[] { 1, 0, 0, 1 } }
                ),
            ["a convolution of no channels of whole numbers"] = () =>
                Of("ConvInteger", 10, [Tensor(DataType.Uint8, [0, 0, 3, 3]), Tensor(DataType.Uint8, [0, 0, 2, 2])]),
            ["the signal of one frequency"] = () =>
                Of(
                    "DFT",
                    20,
                    [Tensor(Float, [1, 1, 1, 2], 1, 1)],
                    new(StringComparer.Ordinal) { ["inverse"] = 1, ["onesided"] = 1 }
                ),
            ["a large whole number around others"] = () =>
                Of(
                    "Pad",
                    18,
                    [
                        Tensor(DataType.Int64, [1], -2),
                        Tensor(DataType.Int64, [2], 1, 1),
                        Tensor(DataType.Int64, [], -7910895866361302),
                    ]
                ),
            ["a large whole number to a power with a fraction"] = () =>
                Of("Pow", 12, [Tensor(DataType.Int64, [1], 6865263839463384), Tensor(Float, [1], 1)]),
            ["bits read as another type"] = () =>
                Of(
                    "BitCast",
                    26,
                    [Tensor(Float, [2], 1, -2)],
                    new(StringComparer.Ordinal) { ["to"] = (int)DataType.Int32 }
                ),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Makes a case of one node.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="opset">The opset.</param>
    /// <param name="operands">The operands; an empty string leaves one out.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="outputs">The number of outputs.</param>
    public static Case Of(
        string name,
        int opset,
        object[] operands,
        Dictionary<string, object?>? attributes = null,
        int outputs = 1
    )
    {
        var sketch = new Sketch(new Random(0), opset);
        sketch.Node(
            sketch.Schema(name)!,
            [.. operands.Select(operand => operand is TensorProto tensor ? sketch.Input(tensor) : string.Empty)],
            attributes,
            outputs
        );
        return sketch.Done(name, sketch.Results.Select(result => result.Name));
    }

    private static Case Reduced(string name) =>
        Of(
            name,
            18,
            [Tensor(Float, [2, 2], -1.5, 0, 2, 3)],
            new(StringComparer.Ordinal) { ["noop_with_empty_axes"] = 1 }
        );

    private static Case Resized(string mode, float scale) =>
        Of(
            "Resize",
            18,
            [
                Tensor(Float, [1, 1, 1, 8], 1, 2, double.PositiveInfinity, 4, 5, 6, 7, 8),
                string.Empty,
                Tensor(Float, [4], 1, 1, 1, scale),
            ],
            new(StringComparer.Ordinal) { ["mode"] = mode, ["antialias"] = scale < 1 ? 1 : 0 }
        );

    private static TensorProto Tensor(DataType type, int[] shape, params double[] numbers) =>
        Drawn.Of("x", type, shape, numbers);
}
