using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Outputs of sums, which may be rounded in any order: two right results may differ by what they move by when every number that goes in moves
/// by a few units in the last place of its type, and by some units in the last place of the largest number on the way, which cancels. Both
/// are told by double, and only for operators that add up and for graphs.
/// </summary>
internal static class Rounding
{
    private const int Tremors = 8;

    // In a graph what each node gives is rounded too, sums by several units.
    private const int Roundings = 6;
    private const double Rounded = 8;
    private const double Safety = 4;

    // Of the largest number on the way.
    private const double Cancelled = 8;

    // Transforms of lengths that are no power of 2 go by three longer ones.
    private const double CancelledByTransforms = 64;

    // The variance is taken as the mean of squares less the square of the mean, and both are folded into a product and a sum.
    private const double CancelledByVariance = 512;

    // The same over groups of a few numbers, whose deviation may be small against them.
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

    /// <summary>How outputs differ beyond that; null where they do not.</summary>
    public static string? Difference(
        Own own,
        Case one,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    ) =>
        Nearness.Difference(expected, actual) is not { } difference ? null
        : !IsComparable(expected, actual) || Beyond(own, one, expected, actual).Any() ? difference
        : null;

    /// <summary>The numbers of outputs of the same shapes and types that differ beyond that.</summary>
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

        // Finite, infinite or no number by what is rounded, such as the logarithm of what is nearly 0.
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

    // The unit in the last place of the narrowest type of the data, of numbers near 1.
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

    // What a graph of several nodes loses in float32.
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

    // Squares and products of such numbers leave the type on the way, in one order and not in another.
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

    // The outputs, where each number with a fraction on the way moves.
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
