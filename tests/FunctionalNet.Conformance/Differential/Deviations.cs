using System.Collections.Immutable;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A known deviation: ONNX Runtime contradicts ONNX's specification and reference, or these leave the result open.</summary>
/// <param name="Operators">The operators that deviate.</param>
/// <param name="Applies">Whether a node of the clash is affected.</param>
/// <param name="Why">What ONNX Runtime does, what is correct, and by which source.</param>
internal sealed record Deviation(string Operators, Func<Clash, NodeProto, bool> Applies, string Why)
{
    private readonly string[] names = Operators.Split(' ');

    /// <summary>Gets which elements the deviation affects; null if it may change shapes and all elements.</summary>
    public Func<Pair, bool>? Where { get; init; }

    /// <summary>Whether the model contains an affected node.</summary>
    public bool IsAmong(Clash clash) => clash.Of(names).Any(node => Applies(clash, node));
}

/// <summary>The known deviations.</summary>
internal static class Deviations
{
    private const string Reductions =
        "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare";

    private const string Halves =
        "vectors of int64 whose upper halves are equal are compared by the lower ones as if these had signs (onnxruntime#25280), where a vector begins";

    // Below this standard deviation, the 10⁻⁹ added to it exceeds float32's rounding error.
    private const double NearlyZero = 1e-3;

    /// <summary>Gets the known deviations.</summary>
    public static ImmutableArray<Deviation> All { get; } =
    [
        new(
            "NonZero",
            (clash, node) => clash.Operand(node, 0) is not { } x || x.Dims.Count == 0,
            "NonZero of a scalar gives [1, n]; by its text it gives [0, n]"
        ),
        new(
            "Slice",
            (clash, node) =>
                clash.Numbers(node, 2).Any(end => end is int.MaxValue or >= long.MaxValue)
                && clash.Numbers(node, 4).Any(step => step < 0),
            "INT_MAX as an end of a step backwards means the beginning; by ONNX's text and numpy it is clamped to the last element"
        ),
        new(
            "ConvTranspose",
            (clash, node) =>
                Text(node, "auto_pad").StartsWith("SAME", StringComparison.Ordinal) && IsFurtherThanLong(clash, node),
            "SAME with a stride above the kernel gives less than input · stride, which the text gives"
        ),
        new(
            "MaxPool GlobalMaxPool ReduceMax ReduceMin ReduceLogSumExp Max Min Clip Relu ScatterElements ScatterND",
            (clash, _) => clash.Has(double.IsNaN),
            "NaN is lost or kept by the order of comparisons; ONNX's reference, numpy, hands it on"
        )
        {
            Where = pair => pair.HasNaN,
        },
        new(
            "ArgMax ArgMin TopK Hardmax NonMaxSuppression Unique",
            (clash, _) => clash.Has(double.IsNaN),
            "NaN is the largest, the least or neither by the order of comparisons; ONNX's reference, numpy, takes it for the largest"
        ),
        new(
            "MaxPool GlobalMaxPool",
            (clash, _) => clash.Has(double.IsNegativeInfinity),
            "a window of -∞ alone gives the least finite number"
        )
        {
            Where = pair => double.IsNegativeInfinity(pair.Ours) && double.IsFinite(pair.Theirs),
        },
        new(
            Reductions + " ArgMax ArgMin",
            (clash, node) => !clash.HasSameShapes && MayBeEmpty(clash, node),
            "reductions over nothing keep an empty axis"
        ),
        new(
            "ReduceMean BatchNormalization LayerNormalization SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss",
            MayBeEmpty,
            "the mean of nothing is 0, which ONNX's text calls undefined"
        ),
        new(
            "MeanVarianceNormalization",
            (clash, node) => clash.Operand(node, 0) is null || Spreads(clash, node).Any(spread => spread < NearlyZero),
            "the deviation is divided by as it is; by ONNX's function 10⁻⁹ is added, which counts where it is 0 or nearly so"
        ),
        new(
            "BatchNormalization InstanceNormalization GroupNormalization LayerNormalization RMSNormalization LpNormalization LRN",
            (clash, _) => clash.Has(IsWild),
            "scale and mean are folded into a product and a sum, which are ∞ - ∞ where the formula is not"
        )
        {
            Where = pair => pair.IsWild,
        },
        new(
            "DFT STFT AffineGrid GridSample MelWeightMatrix Einsum RoiAlign DeformConv Det",
            (clash, _) => clash.Has(IsWild),
            "0 · ∞ within a transform depends on which terms are left out"
        )
        {
            Where = pair => pair.IsWild,
        },
        new(
            "Resize Upsample",
            (clash, _) => clash.Has(double.IsInfinity),
            "a place that counts 0 is multiplied, which is no number where it is infinite; here it is left out"
        )
        {
            Where = pair => double.IsNaN(pair.Theirs),
        },
        new(
            "AffineGrid",
            (clash, node) => Whole(node, "align_corners") == 1 && clash.Numbers(node, 1).Skip(2).Contains(1),
            "an axis of one place divides by 0; ONNX's reference, linspace, gives -1"
        ),
        new(
            "MaxUnpool",
            (_, node) => HasInput(node, 2),
            "output_shape is taken as what the indices count in; by ONNX's test they count in the shape without it"
        ),
        new("Celu", (_, node) => Real(node, "alpha") is 0, "α = 0 gives 0 · ∞, here the limit")
        {
            Where = pair => pair.HasNaN,
        },
        new(
            "Attention",
            (_, node) => Whole(node, "is_causal") == 1 && HasInput(node, 6),
            "nonpad_kv_seqlen does not move the causal mask; ONNX's tests test_attention_4d_causal_nonpad_* do"
        ),
        new(
            "Attention",
            (_, node) => node.Output.Count > 3 && node.Output[3].Length > 0,
            "what is not seen is the least float32 in the scores that come out; ONNX's reference has -∞"
        )
        {
            Where = pair => double.IsNegativeInfinity(pair.Ours) && double.IsFinite(pair.Theirs),
        },
        new("Attention", (_, _) => true, "a query that sees nothing gives NaN; by ONNX's text it gives 0")
        {
            Where = pair => double.IsNaN(pair.Theirs),
        },
        new(
            "Shrink",
            (clash, node) => clash.IsWhole(node, 0) && clash.Has(x => Math.Abs(x) > 1 << 24),
            "large whole numbers are computed with in float32"
        ),
        new(
            "Dropout",
            (clash, node) => clash.Opset < 12 && node.Output.Count > 1,
            "the mask is all 0, though nothing is dropped; ONNX's reference has ones"
        )
        {
            Where = pair => pair is { Theirs: 0, Ours: 1 },
        },
        new(
            "QuantizeLinear DynamicQuantizeLinear QLinearMatMul Cast CastLike",
            (clash, _) => clash.HasFloat(x => !double.IsFinite(x) || Math.Abs(x) > 1e9),
            "numbers that are beyond a whole type, or none, become what the processor makes of them; ONNX leaves casts of them open"
        ),
        new(
            "RNN GRU LSTM",
            (_, node) =>
                Texts(node, "activations").Contains("ThresholdedRelu", StringComparer.Ordinal)
                && !node.Attribute.Any(attribute => attribute.Name == "activation_alpha"),
            "without an alpha ThresholdedRelu has 0; by ONNX's text that of the operator holds, which is 1"
        ),
        new(
            "ReduceLogSum ReduceLogSumExp ReduceL1 ReduceL2 Resize Upsample",
            (clash, node) => clash.IsWhole(node, 0),
            "of whole numbers the exponential overflows, absolute values saturate, large ones are rounded to float32, and what is a whole number but for rounding is cut to the next below"
        ),
        new(
            "RNN GRU LSTM",
            (_, node) => Texts(node, "activations").Contains("Softplus", StringComparer.Ordinal),
            "Softplus overflows above 88, where it is x"
        )
        {
            Where = pair => !double.IsFinite(pair.Theirs) || Math.Abs(pair.Theirs) >= float.MaxValue,
        },
        new(
            "RNN GRU LSTM",
            (clash, _) => clash.Has(double.IsNaN),
            "activations clamp what comes in, by which NaN is lost; ONNX's reference, numpy, hands it on"
        )
        {
            Where = pair => pair.HasNaN,
        },
        new(
            "ReduceProd",
            (clash, node) => clash.IsWhole(node, 0),
            "a product beyond int32 is the largest number; numpy's wraps around"
        )
        {
            Where = pair => Math.Abs(pair.Theirs) >= int.MaxValue,
        },
        new(
            "LRN",
            (clash, _) => clash.Has(x => Math.Abs(x) > 100),
            "the sum over channels goes on by one that is added and one that is taken away, which cancels where squares are large; ONNX's reference adds each anew"
        ),
        new(
            "MatMulInteger QLinearMatMul ConvInteger QLinearConv",
            (clash, node) =>
                HasTypes(clash, node, DataType.Uint8, DataType.Int8)
                || HasTypes(clash, node, DataType.Int8, DataType.Uint8),
            "without VNNI pairs of products of uint8 and int8 saturate at 16 bits, as its documentation of quantization says"
        ),
        new(
            "LogSoftmax SoftmaxCrossEntropyLoss",
            (clash, node) => clash.IsOf(node, 0, DataType.Double) && clash.Has(x => !double.IsFinite(x)),
            "of doubles the sum of exponentials is 10⁻²⁰ at least, by which NaN is lost; ONNX's reference, numpy, hands it on"
        )
        {
            Where = pair => pair.HasNaN,
        },
        new("Sign", (clash, _) => clash.Has(double.IsNaN), "the sign of NaN is 0; ONNX's reference, numpy, hands it on")
        {
            Where = pair => pair.Theirs is 0 && double.IsNaN(pair.Ours),
        },
        new(
            "InstanceNormalization",
            (clash, node) => clash.Operand(node, 0) is not { } x || x.Dims.Skip(2).All(size => size == 1),
            "of one number, whose deviation is 0, scale and mean are divided by the root of epsilon before they cancel"
        ),
        new(
            "OneHot",
            (clash, node) => clash.Numbers(node, 0).Any(x => !x.Equals(Math.Floor(x))),
            "an index with a fraction is no place; by ONNX's text it is cast to int64 before"
        ),
        new(
            "Softplus",
            (clash, _) => clash.Has(x => x > 709),
            "of doubles there is no kernel, but ONNX's function ln(exp(x) + 1), which overflows above 709, where it is x"
        )
        {
            Where = pair => double.IsPositiveInfinity(pair.Theirs) && pair.Ours > 709,
        },
        new("Sign", IsLargeWhole, Halves) { Where = pair => pair is { Theirs: -1, Ours: 1 } },
        new("ReduceMin ReduceMax Min Max Clip", IsLargeWhole, Halves)
        {
            Where = pair => Half(pair.Theirs / 2) == Half(pair.Ours / 2),
        },
        new(
            "Clip",
            (_, node) => !HasInput(node, 1) || !HasInput(node, 2),
            "without a bound it is the largest finite number, as its text says; by ONNX's function and reference an infinity stays"
        )
        {
            Where = pair => double.IsInfinity(pair.Ours) && double.IsFinite(pair.Theirs),
        },
        new(
            "ConvInteger QLinearConv MatMulInteger",
            MayBeEmpty,
            "a sum of nothing is not written: what comes out is what lay there"
        ),
        new(
            "TopK",
            (_, node) => Whole(node, "sorted") == 0,
            "the order of what need not be sorted is open; here it is that of sorted ones"
        ),
        new(
            "MaxPool",
            (clash, node) => node.Output.Count > 1 && clash.Has(double.IsNaN),
            "the place of NaN is that of the largest number or its own by the order of comparisons"
        ),
        new(
            "ReduceSum ReduceSumSquare ReduceL1 Sum",
            (clash, node) => clash.IsOf(node, 0, DataType.Int32),
            "a sum beyond int32 is the largest or least number; numpy's wraps around"
        )
        {
            Where = pair => pair.Theirs is int.MaxValue or int.MinValue,
        },
        new(
            "HardSwish Shrink HardSigmoid ThresholdedRelu Attention Celu Elu Selu LeakyRelu",
            (clash, node) => clash.IsOf(node, 0, DataType.Double),
            "of doubles constants, or all of it, are computed with in float32"
        )
        {
            Where = pair => Math.Abs(pair.Theirs - pair.Ours) <= 1e-5 * Math.Max(1, Math.Abs(pair.Theirs)),
        },
        new(
            "MatMul",
            (clash, node) => !clash.HasSameShapes && MayBeEmpty(clash, node),
            "of matrices without inner places batch axes of 1 do not broadcast"
        ),
        new("QLinearMatMul", MayBeEmpty, "a sum of nothing gives 0 instead of the zero point of the result"),
        new(
            "Cast CastLike",
            (clash, _) => clash.HasFloat(double.IsNegative),
            "a negative number becomes the least one of Float8E8M0, which has no sign; ONNX's reference drops the sign"
        )
        {
            Where = pair => pair.Theirs is > 0 and < 1e-38,
        },
        new(
            "ReduceLogSumExp",
            (clash, node) => clash.IsOf(node, 0, DataType.Bfloat16) || clash.IsOf(node, 0, DataType.Float16),
            "in 16 bits the exponential overflows, for the largest number is not taken out before"
        )
        {
            Where = pair => double.IsPositiveInfinity(pair.Theirs) && double.IsFinite(pair.Ours),
        },
        new(
            "GridSample",
            (clash, node) => clash.Numbers(node, 1) is var grid && (grid.IsEmpty || grid.Any(x => !double.IsFinite(x))),
            "an infinite place becomes the whole number that the processor makes of it; it lies outside of the image"
        ),
        new(
            "Resize Upsample",
            (clash, _) => clash.Has(double.IsNaN),
            "a place that counts 0 is multiplied, which is no number where it is none; here it is left out"
        )
        {
            Where = pair => double.IsNaN(pair.Theirs),
        },
        new(
            "RNN GRU LSTM",
            (clash, node) => clash.Numbers(node, 4).Contains(0),
            "a sequence of length 0 ends with zeros, here with the state that it began with"
        ),
    ];

    /// <summary>
    /// The first of the deviations that together explain all differing elements of a clash; null if some are unexplained.
    /// </summary>
    public static Deviation? Of(Clash clash)
    {
        Deviation[] some = [.. All.Where(deviation => deviation.IsAmong(clash))];
        return some.FirstOrDefault(deviation => deviation.Where is null)
            ?? (
                some.Length > 0 && clash.IsOnly(pair => some.Any(deviation => deviation.Where!(pair))) ? some[0] : null
            );
    }

    private static bool IsWild(double x) => !double.IsFinite(x) || Math.Abs(x) > 1e15;

    private static bool HasTypes(Clash clash, NodeProto node, DataType first, DataType second) =>
        clash.IsOf(node, 0, first)
        && clash.IsOf(node, node.OpType.StartsWith("QLinear", StringComparison.Ordinal) ? 3 : 1, second);

    private static bool MayBeEmpty(Clash clash, NodeProto node) =>
        clash.Operand(node, 0) is not { } x || x.Dims.Contains(0);

    // This library's exports store all integers as int64.
    private static bool IsLargeWhole(Clash clash, NodeProto node) =>
        clash.IsWhole(node, 0) && clash.Has(x => x >= 1L << 31);

    // The index of the block of 2³¹ integers that x lies in; two integers in different blocks differ in their upper bits.
    private static double Half(double x) => Math.Floor(x / (1L << 31));

    private static bool HasInput(NodeProto node, int place) => place < node.Input.Count && node.Input[place].Length > 0;

    private static AttributeProto? Attribute(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    private static long? Whole(NodeProto node, string name) => Attribute(node, name)?.I;

    private static double? Real(NodeProto node, string name) => Attribute(node, name)?.F;

    private static string Text(NodeProto node, string name) => Attribute(node, name)?.S.ToStringUtf8() ?? string.Empty;

    private static IEnumerable<string> Texts(NodeProto node, string name) =>
        Attribute(node, name)?.Strings.Select(text => text.ToStringUtf8()) ?? [];

    // Whether a stride exceeds the dilated kernel, as far as the attributes and the filters tell.
    private static bool IsFurtherThanLong(Clash clash, NodeProto node)
    {
        IEnumerable<long> kernel = Whole(node, "kernel_shape", clash.Operand(node, 1)?.Dims.Skip(2) ?? []);
        return Whole(node, "strides", [])
            .Zip(kernel, Whole(node, "dilations", kernel.Select(_ => 1L)))
            .Any(axis => axis.First > ((axis.Second - 1) * axis.Third) + 1);
    }

    private static IEnumerable<long> Whole(NodeProto node, string name, IEnumerable<long> missing) =>
        Attribute(node, name)?.Ints ?? missing;

    // The standard deviation of each normalized group.
    private static double[] Spreads(Clash clash, NodeProto node)
    {
        var shape = Shape.Of([.. clash.Operand(node, 0)!.Dims.Select(size => (int)size)]);
        int[] axes = [.. (Attribute(node, "axes")?.Ints ?? [0, 2, 3]).Select(axis => (int)axis)];
        var x = Expr.Input("x", shape);
        var centered = x - x.ReduceMean(axes, keepDims: true);
        var spread = (centered * centered).ReduceMean(axes).Sqrt();
        var numbers = new Tensor<double>(shape, [.. clash.Numbers(node, 0)]);
        return Execution.Reference.Run(new Graph([x], [spread]), [numbers])[0].Span.ToArray();
    }
}
