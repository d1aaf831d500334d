using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Execution;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Outputs of sums, which may be rounded in any order: what they move by when every number that goes in moves by a few units of float32 in the
/// last place is what two right results may differ by. That is told by double, and only for operators that add up.
/// </summary>
internal static class Rounding
{
    private const double Unit = 1.0 / (1 << 21);
    private const int Tremors = 3;
    private const double Safety = 4;

    // Sums of squares and products of such numbers leave float32 on the way, in one order and not in another.
    private const double Huge = 1e15;

    private static readonly System.Collections.Generic.HashSet<string> Adding = new(
        """
        MatMul Gemm Conv ConvTranspose ReduceSum ReduceMean ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare ReduceProd
        Sum Mean Softmax LogSoftmax LpNormalization LpPool GlobalLpPool AveragePool GlobalAveragePool BatchNormalization
        InstanceNormalization LayerNormalization GroupNormalization RMSNormalization MeanVarianceNormalization LRN Einsum CumSum CumProd
        RNN GRU LSTM Attention RotaryEmbedding DFT STFT GridSample AffineGrid RoiAlign DeformConv Col2Im Det Resize Upsample
        SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss Adam Adagrad Momentum ScatterElements ScatterND MelWeightMatrix
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal
    );

    /// <summary>How outputs differ beyond that; null where they do not.</summary>
    public static string? Difference(
        Own own,
        Case one,
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    )
    {
        var difference = Nearness.Difference(expected, actual);
        return difference is null
            || own.IsDouble
            || one.Operators is not { } operators
            || !(operators.Any(Adding.Contains) || operators.Count > 1)
            || expected.Length != actual.Length
                ? difference
            : Beyond(own, expected, actual) ? difference
            : null;
    }

    private static bool Beyond(Own own, ImmutableArray<TypedTensor> expected, ImmutableArray<TypedTensor> actual)
    {
        var exact = Exact(own);
        if (exact.IsDefault)
        {
            return true;
        }

        var moved = Enumerable.Range(0, Tremors).Select(i => Exact(Moved(own, i))).ToArray();
        if (moved.Any(one => one.IsDefault))
        {
            return true;
        }

        var isHuge = own
            .Data.Values.Concat(own.Model.Values<double>().Values)
            .Any(tensor => tensor.Span.ToArray().Any(x => double.IsFinite(x) && Math.Abs(x) > Huge));
        for (var output = 0; output < expected.Length; output++)
        {
            var (e, a) = (expected[output], actual[output]);
            if (e.Type != a.Type || e.Tensor.Shape != a.Tensor.Shape)
            {
                return true;
            }

            for (var i = 0; i < e.Tensor.Length; i++)
            {
                var (theirs, ours, right) = (e.Tensor.Span[i], a.Tensor.Span[i], exact[output].Tensor.Span[i]);
                var tremor = moved.Max(one => Math.Abs(one[output].Tensor.Span[i] - right));
                var allowed = 2e-6 + (2e-5 * Math.Abs(right)) + (Safety * tremor);
                if (
                    theirs.Equals(ours)
                    || Math.Abs(theirs - ours) <= allowed
                    || (isHuge && !(double.IsFinite(theirs) && double.IsFinite(ours)))
                )
                {
                    continue;
                }

                return true;
            }
        }

        return false;
    }

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

    private static Own Moved(Own own, int seed)
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
                    value => floats.Contains(value.Key) ? Moved(value.Value, random) : value.Value,
                    StringComparer.Ordinal
                ),
        };
    }

    private static Tensor<double> Moved(Tensor<double> tensor, Random random) =>
        new(tensor.Shape, [.. tensor.Span.ToArray().Select(x => x * (1 + (random.Next(2) == 0 ? Unit : -Unit)))]);
}
