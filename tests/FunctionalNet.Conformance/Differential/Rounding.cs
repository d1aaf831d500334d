using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Tolerances for sums, which may be rounded in any order. Two correct results may differ by the effect of perturbing every input by a few
/// units in the last place, plus a few units in the last place of the largest intermediate value, which can cancel. Both are computed in
/// double, and only for graphs and for operators that sum.
/// </summary>
internal static class Rounding
{
    private const int Tremors = 8;

    // In a graph every intermediate value is perturbed, too; sums round by several units.
    private const int Roundings = 6;
    private const double Rounded = 8;
    private const double Safety = 4;

    // The allowance for cancellation, in units in the last place of the largest intermediate value.
    private const double Cancelled = 8;

    // Transforms whose length is no power of 2 are computed by three longer ones.
    private const double CancelledByTransforms = 64;

    // The variance is computed as E[x²] - E[x]², and both moments are folded into one multiply-add.
    private const double CancelledByVariance = 512;

    // The same for groups of few numbers, whose standard deviation can be small compared to the numbers.
    private const double CancelledByGroups = 1 << 14;

    private static readonly HashSet<string> Transforms = new(["DFT", "STFT"], StringComparer.Ordinal);

    private static readonly HashSet<string> Variances = new(
        [
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "GroupNormalization",
            "MeanVarianceNormalization",
        ],
        StringComparer.Ordinal
    );

    private static readonly System.Collections.Generic.HashSet<string> Adding = new(
        """
        MatMul Gemm Conv ConvTranspose ReduceSum ReduceMean ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare ReduceProd
        Sum Mean Softmax LogSoftmax LpNormalization LpPool GlobalLpPool AveragePool GlobalAveragePool BatchNormalization
        InstanceNormalization LayerNormalization GroupNormalization RMSNormalization MeanVarianceNormalization LRN Einsum CumSum CumProd
        RNN GRU LSTM Attention RotaryEmbedding DFT STFT GridSample AffineGrid RoiAlign DeformConv Col2Im Det Resize Upsample
        Elu Celu Selu FlexAttention HannWindow HammingWindow BlackmanWindow SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss Adam Adagrad Momentum ScatterElements ScatterND MelWeightMatrix
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal
    );

    /// <summary>Describes how outputs differ beyond that; null if they agree.</summary>
    public static string? Difference(
        Own own,
        Case one,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    ) =>
        Nearness.Difference(expected, actual) is not { } difference ? null
        : !IsComparable(expected, actual) || Beyond(own, one, expected, actual).Any() ? difference
        : null;

    /// <summary>The elements that differ beyond that, in outputs of equal shapes and types.</summary>
    public static IEnumerable<Pair> Beyond(
        Own own,
        Case one,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    )
    {
        Pair[] apart = [.. Nearness.Apart(expected, actual).Select(place => At(place, expected, actual))];
        return apart.Length == 0 || !(one.Operators.Any(Adding.Contains) || one.Operators.Count > 1)
            ? apart
            : Unexplained(own, one, expected, actual);
    }

    private static IEnumerable<Pair> Unexplained(
        Own own,
        Case one,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    )
    {
        var unit = Unit(one);
        var exact = Exact(own);
        var moved = Enumerable
            .Range(0, Tremors)
            .Select(i => Exact(Moved(own, i, 4 * unit)))
            .Concat(
                Enumerable
                    .Range(0, one.Model.Graph.Node.Count > 1 ? Roundings : 0)
                    .Select(i => Along(own, i, Rounded * unit))
            )
            .ToArray();
        var isKnown = !exact.IsDefault && moved.All(outputs => !outputs.IsDefault);
        var cancelled =
            one.Operators.Contains("GroupNormalization", StringComparer.Ordinal) ? CancelledByGroups
            : one.Operators.Any(Variances.Contains) ? CancelledByVariance
            : one.Operators.Any(Transforms.Contains) ? CancelledByTransforms
            : Cancelled;
        var (largest, huge) = (Largest(own, one), Huge(one));
        var single = one.Model.Graph.Node.Count > 1 ? Single(own) : default;
        foreach (var (output, i) in Nearness.Apart(expected, actual))
        {
            var pair = At((output, i), expected, actual);
            var isExplained =
                isKnown
                && (
                    Flips(output, i)
                    || (pair.IsWild ? largest > huge : Math.Abs(pair.Theirs - pair.Ours) <= Allowed(output, i))
                );
            if (!isExplained)
            {
                yield return pair;
            }
        }

        // Whether rounding decides between finite, infinite and NaN, as in the logarithm of a number near 0.
        bool Flips(int output, int i) =>
            moved
                .Append(exact)
                .Select(outputs => outputs[output].Tensor.Span[i])
                .Select(x => double.IsFinite(x) ? 0 : x)
                .Distinct()
                .Skip(1)
                .Any();

        double Allowed(int output, int i)
        {
            var right = exact[output].Tensor.Span[i];
            var tremor = moved.Max(outputs => Math.Abs(outputs[output].Tensor.Span[i] - right));
            var lost = single.IsDefault ? 0 : Math.Abs(single[output].Tensor.Span[i] - right);
            var allowed =
                (Safety * lost)
                + 2e-6
                + (16 * unit * Math.Abs(right))
                + (Safety * tremor)
                + (cancelled * unit * largest);
            return double.IsFinite(allowed) ? allowed : 0;
        }
    }

    private static Pair At(
        (int Output, int Place) at,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    ) => new(at.Output, expected[at.Output].Tensor.Span[at.Place], actual[at.Output].Tensor.Span[at.Place]);

    private static bool IsComparable(ImmutableArray<TypedTensor> expected, ImmutableArray<TypedTensor> actual) =>
        expected.Length == actual.Length
        && expected.Zip(actual, (e, a) => e.Type == a.Type && e.Tensor.Shape == a.Tensor.Shape).All(same => same);

    // The unit in the last place at 1 of the narrowest floating-point type of the data.
    private static double Unit(Case one) =>
        Types(one).Contains(DataType.Bfloat16) ? 1.0 / (1 << 8)
        : Types(one).Contains(DataType.Float16) ? 1.0 / (1 << 11)
        : 1.0 / (1 << 23);

    private static IEnumerable<DataType> Types(Case one) =>
        one.Data.Concat(one.Model.Graph.Initializer).Select(tensor => (DataType)tensor.DataType);

    private static IEnumerable<double> Numbers(Case one) =>
        one.Model.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => Math.Abs((double)attribute.F));

    private static double Largest(Own own, Case one) =>
        OnTheWay
            .Of(own)
            .Where(value => value.Key.IsFloat)
            .SelectMany(value => value.Value.Span.ToArray())
            .Where(double.IsFinite)
            .Select(Math.Abs)
            .Concat(Numbers(one))
            .DefaultIfEmpty()
            .Max();

    // The float32 result of a graph of several nodes, which shows its loss of precision.
    private static ImmutableArray<TypedTensor> Single(Own own)
    {
        try
        {
            return own.Run<float>(Executor.Plan).Match(Right: outputs => outputs, Left: _ => default);
        }
        catch (InexactNumberException)
        {
            return default;
        }
    }

    // Squares and products of such numbers overflow in some orders of evaluation and not in others.
    private static double Huge(Case one) => Types(one).Contains(DataType.Float16) ? 200 : 1e15;

    private static ImmutableArray<TypedTensor> Exact(Own own)
    {
        try
        {
            return own.Run<double>(Executor.Plan).Match(Right: outputs => outputs, Left: _ => default);
        }
        catch (InexactNumberException)
        {
            return default;
        }
    }

    private static Own Moved(Own own, int seed, double unit)
    {
        var random = new Random(seed);
        var floats = own
            .Model.Graph.Inputs.Where(input => input.IsFloat)
            .Select(input => input.Variable!.Path)
            .ToHashSet(StringComparer.Ordinal);
        return own with
        {
            Data = own
                .Data.AddRange(
                    own.Model.Values<double>()
                        .Where(value => !own.Data.ContainsKey(value.Key))
                        .Select(value => KeyValuePair.Create(value.Key, value.Value))
                )
                .ToImmutableDictionary(
                    value => value.Key,
                    value => floats.Contains(value.Key) ? Moved(value.Value, random, unit) : value.Value,
                    StringComparer.Ordinal
                ),
        };
    }

    // The outputs if every intermediate floating-point value is perturbed.
    private static ImmutableArray<TypedTensor> Along(Own own, int seed, double unit)
    {
        try
        {
            var random = new Random(seed);
            var values = OnTheWay.Of(own, value => Moved(value, random, unit));
            return
            [
                .. own.Model.Graph.Outputs.Zip(
                    own.Model.OutputTypes,
                    (output, type) => new TypedTensor(type, values[output])
                ),
            ];
        }
        catch (ArithmeticException)
        {
            return default;
        }
    }

    private static Tensor<double> Moved(Tensor<double> tensor, Random random, double unit) =>
        new(tensor.Shape, [.. tensor.Span.ToArray().Select(x => x * (1 + (random.Next(2) == 0 ? unit : -unit)))]);
}
