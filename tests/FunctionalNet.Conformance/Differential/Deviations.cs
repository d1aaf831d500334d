using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Where ONNX Runtime does not do what ONNX's text and its reference say, or where they leave the result open.</summary>
/// <param name="Operators">The operators, one of which a case has.</param>
/// <param name="Applies">Whether it explains a case with the outputs of ONNX Runtime.</param>
/// <param name="Why">What ONNX Runtime does, what is right, and who says so.</param>
internal sealed record Deviation(string Operators, Func<Case, ImmutableArray<TypedTensor>, bool> Applies, string Why)
{
    /// <summary>Gets a value indicating whether it applies too where a number on the way is none, infinite or large.</summary>
    public bool IsOfWild { get; init; }

    /// <summary>Whether it is this one.</summary>
    public bool IsOf(Case one, Own own, ImmutableArray<TypedTensor> theirs) =>
        Operators.Split(' ').Any(one.Operators.Contains)
        && (Applies(one, theirs) || (IsOfWild && OnTheWay.Of(own).Any(x => !double.IsFinite(x) || Math.Abs(x) > 1e9)));
}

/// <summary>All that are known.</summary>
internal static class Deviations
{
    private const string Reductions =
        "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare";

    /// <summary>Gets them.</summary>
    public static ImmutableArray<Deviation> All { get; } =
    [
        new(
            "NonZero",
            (one, _) => Tensors(one).Any(tensor => tensor.Dims.Count == 0),
            "NonZero of a scalar gives [1, n]; by its text it gives [0, n]"
        ),
        new(
            "Slice",
            (one, _) =>
                Numbers(one, DataType.Int64, DataType.Int32).Any(number => number is int.MaxValue or >= long.MaxValue),
            "INT_MAX as an end of a step backwards means the beginning; by ONNX's text and numpy it is clamped to the last element"
        ),
        new(
            "MaxPool AveragePool LpPool",
            (one, _) =>
                Has(
                    one,
                    "auto_pad",
                    attribute => attribute.S.ToStringUtf8().StartsWith("SAME", StringComparison.Ordinal)
                ) && (Has(one, "dilations", IsAboveOne) || Has(one, "strides", IsAboveOne)),
            "SAME pads for a window without its dilations, so that the output is smaller than ceil(input / stride), which the text gives; "
                + "where a stride is above the kernel it pads by less than 0, which ONNX's shape inference takes as 0"
        ),
        new(
            "ConvTranspose",
            (one, _) =>
                Has(
                    one,
                    "auto_pad",
                    attribute => attribute.S.ToStringUtf8().StartsWith("SAME", StringComparison.Ordinal)
                ),
            "SAME with a stride above the kernel gives less than input · stride, which the text gives"
        ),
        new(
            "MaxPool GlobalMaxPool ReduceMax ReduceMin ReduceLogSumExp ArgMax ArgMin TopK Hardmax Max Min Clip Relu NonMaxSuppression Unique",
            (one, theirs) => IsNotFinite(one, double.IsNaN) || IsNotFinite(theirs),
            "NaN is lost or kept by the order of comparisons; ONNX's reference, numpy, hands it on"
        ),
        new(
            "MaxPool GlobalMaxPool",
            (one, _) => IsNotFinite(one, double.IsInfinity),
            "a window of -∞ alone gives the least finite number"
        ),
        new(
            Reductions
                + " ArgMax ArgMin BatchNormalization LayerNormalization SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss",
            (one, _) => Tensors(one).Any(tensor => tensor.Dims.Contains(0)),
            "reductions over nothing keep an empty axis, or give 0 for a mean, which ONNX's text calls undefined"
        ),
        new(
            "MeanVarianceNormalization",
            (_, _) => true,
            "the deviation is divided by as it is; by ONNX's function 10⁻⁹ is added, which counts where it is 0 or nearly so"
        ),
        new(
            "BatchNormalization InstanceNormalization GroupNormalization LayerNormalization RMSNormalization LpNormalization LRN",
            (one, theirs) => IsNotFinite(one, x => !double.IsFinite(x) || Math.Abs(x) > 1e15) && IsNotFinite(theirs),
            "scale and mean are folded into a product and a sum, which are ∞ - ∞ where the formula is not"
        ),
        new(
            "DFT STFT AffineGrid GridSample Resize Upsample MelWeightMatrix Einsum RoiAlign DeformConv",
            (one, theirs) => IsNotFinite(one, x => !double.IsFinite(x) || Math.Abs(x) > 1e15) && IsNotFinite(theirs),
            "0 · ∞ within a transform depends on which terms are left out"
        ),
        new(
            "AffineGrid",
            (one, _) =>
                Has(one, "align_corners", attribute => attribute.I == 1) && Numbers(one, DataType.Int64).Contains(1),
            "an axis of one place divides by 0; ONNX's reference, linspace, gives -1"
        ),
        new(
            "MaxUnpool",
            (one, _) => one.Model.Graph.Node.Any(node => node.OpType == "MaxUnpool" && node.Input.Count > 2),
            "output_shape is taken as what the indices count in; by ONNX's test they count in the shape without it"
        ),
        new("Celu", (one, _) => Has(one, "alpha", attribute => attribute.F == 0), "α = 0 gives 0 · ∞, here the limit"),
        new(
            "Attention",
            (one, _) =>
                Has(one, "is_causal", attribute => attribute.I == 1)
                && one.Model.Graph.Node.Any(node => node.OpType == "Attention" && node.Input.Count > 6),
            "nonpad_kv_seqlen does not move the causal mask; ONNX's tests test_attention_4d_causal_nonpad_* do"
        ),
        new(
            "Attention",
            (one, _) => one.Model.Graph.Node.Any(node => node.OpType == "Attention" && node.Output.Count > 3),
            "what is not seen is the least float32 in the scores that come out; ONNX's reference has -∞"
        ),
        new(
            "Attention",
            (_, theirs) => IsNotFinite(theirs),
            "a query that sees nothing gives NaN; by ONNX's text it gives 0"
        ),
        new(
            "Shrink",
            (one, _) =>
                Numbers(one, DataType.Int32, DataType.Uint32, DataType.Int64, DataType.Uint64)
                    .Any(x => Math.Abs(x) > 1 << 24),
            "large whole numbers are computed with in float32"
        ),
        new(
            "Dropout",
            (one, _) => Opset(one) < 12,
            "the mask is all 0, though nothing is dropped; ONNX's reference has ones"
        ),
        new(
            "QuantizeLinear DynamicQuantizeLinear QLinearMatMul Cast CastLike",
            (one, _) => IsNotFinite(one, x => !double.IsFinite(x) || Math.Abs(x) > 1e9),
            "numbers that are beyond a whole type, or none, become what the processor makes of them; ONNX leaves casts of them open"
        )
        {
            IsOfWild = true,
        },
        new(
            "RNN GRU LSTM",
            (one, _) =>
                Has(
                    one,
                    "activations",
                    attribute => attribute.Strings.Any(name => name.ToStringUtf8() == "ThresholdedRelu")
                ),
            "without an alpha ThresholdedRelu has 0; by ONNX's text that of the operator holds, which is 1"
        ),
        new(
            "ReduceLogSum ReduceLogSumExp ReduceL1 ReduceL2 Resize Upsample",
            (one, _) => Tensors(one).Any(tensor => ElementTypes.IsWhole((DataType)tensor.DataType)),
            "of whole numbers the exponential overflows, absolute values saturate, large ones are rounded to float32, and what is a whole number but for rounding is cut to the next below"
        ),
        new(
            "RNN GRU LSTM",
            (one, theirs) =>
                IsNotFinite(theirs)
                && Has(
                    one,
                    "activations",
                    attribute => attribute.Strings.Any(name => name.ToStringUtf8() == "Softplus")
                ),
            "Softplus overflows above 88, where it is x"
        ),
        new(
            "Clip",
            (one, _) => IsNotFinite(one, double.IsInfinity),
            "without a bound it is the largest finite number; by ONNX's function and reference an infinity stays"
        ),
        new(
            "RNN GRU LSTM",
            (one, _) => Numbers(one, DataType.Int32).Contains(0),
            "a sequence of length 0 ends with zeros, here with the state that it began with"
        ),
    ];

    private static bool IsAboveOne(AttributeProto attribute) => attribute.Ints.Any(number => number > 1);

    /// <summary>The one that explains a case; null where none does.</summary>
    public static Deviation? Of(Case one, Own own, ImmutableArray<TypedTensor> theirs) =>
        All.FirstOrDefault(deviation => deviation.IsOf(one, own, theirs));

    private static long Opset(Case one) =>
        one.Model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0)?.Version ?? 0;

    private static IEnumerable<TensorProto> Tensors(Case one) => one.Data.Concat(one.Model.Graph.Initializer);

    private static IEnumerable<double> Numbers(Case one, params DataType[] types) =>
        Tensors(one)
            .Where(tensor => types.Contains((DataType)tensor.DataType))
            .SelectMany(tensor => TensorReader.ReadConstant(tensor).Values);

    private static bool IsNotFinite(Case one, Func<double, bool> isWild) =>
        Numbers(one, DataType.Float, DataType.Double, DataType.Float16, DataType.Bfloat16).Any(isWild);

    private static bool IsNotFinite(ImmutableArray<TypedTensor> outputs) =>
        outputs.Any(output => output.Tensor.Span.ToArray().Any(x => !double.IsFinite(x)));

    private static bool Has(Case one, string name, Func<AttributeProto, bool> isSuch) =>
        one
            .Model.Graph.Node.SelectMany(node => node.Attribute)
            .Any(attribute => attribute.Name == name && isSuch(attribute));
}
