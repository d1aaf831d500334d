using System.Numerics;
using LanguageExt;
using LanguageExt.Common;
using static LanguageExt.Prelude;

namespace FunctionalNet.Runtime;

/// <summary>Compares an exported training step in ONNX Runtime with the same steps of this library.</summary>
internal static class StepComparison
{
    /// <summary>
    /// The largest difference of losses and states over a step on each batch in turn, or which value exceeds the tolerance.
    /// </summary>
    public static Either<Error, double> Of<T>(
        Training<T> training,
        StepGraph step,
        OrtSession session,
        TrainState<T> ours,
        IReadOnlyList<Batch<T>> batches,
        double tolerance
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyDictionary<string, Tensor<T>> theirs = ours.Values;
        var worst = Right<Error, double>(0);
        for (var i = 0; i < batches.Count; i++)
        {
            var inputs = step.Bind(theirs, new(ours.Key, ours.Step), batches[i], ours.Input);
            var results = session.Run([.. inputs.Where((_, place) => !step.Inputs[place].Variable!.IsFixed)]);
            ours = training.Step(ours, batches[i]);
            Tensor<T>[] expected =
            [
                Tensor.Scalar(ours.Loss),
                .. step.Changing.Select(state => ours.Values[state.Variable!.Path]),
            ];
            for (var output = 0; output < expected.Length; output++)
            {
                var place = $"'{step.Outputs[output]}' of step {i} for a batch of {batches[i].Count}";
                var compared = Agreement.Of(expected[output], results[output], tolerance);
                worst = worst.Bind(max =>
                    compared
                        .Map(difference => Math.Max(max, difference))
                        .MapLeft(why => Error.New(why.Code, $"{place}: {why.Message}"))
                );
            }

            theirs = step
                .Changing.Select((state, output) => KeyValuePair.Create(state.Variable!.Path, results[output + 1]))
                .Concat(ours.FrozenValues)
                .ToDictionary(StringComparer.Ordinal);
        }

        return worst;
    }
}
