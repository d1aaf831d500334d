namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Applies the recorded gradients to the weights, one step at a time.</summary>
/// <remarks>
/// The tolerance grows in each step by 1e-9 of the distance moved and by the rounding of the weight's value: a weight near 0 can be the
/// difference of larger numbers.
/// </remarks>
internal static class OptimizerRun
{
    private const double Share = 1e-9;
    private const double Rounding = 1e-15;

    public static IEnumerable<string?> Differences(Drawn one)
    {
        var weights = one.ByPath("weights");
        var training = FunctionalNet.Training.Of<double>(
            new Straight(new(2, 3), weights["weight"], new(2), weights["bias"]),
            new Total(),
            Made.Of<Transform>(one.Make)
        );
        var count = weights.Values.Sum(values => values.Length);
        var state = training.Init(0, new(count));
        var averages = one.Json.TryGetProperty("averages", out _) ? one.Rows("averages").ToArray() : null;
        double[] last = [.. weights["weight"], .. weights["bias"]];
        var bounds = new double[count];
        foreach (var (step, (gradient, after)) in one.Rows("gradients").Zip(one.Rows("after")).Index())
        {
            var batch = Batch.Of(new Tensor<double>(new(1, count), gradient), new Tensor<double>(new(1, 1), [0]));
            state = training.Step(state, batch);
            for (var i = 0; i < count; i++)
            {
                bounds[i] += (Share * Math.Abs(after[i] - last[i])) + (Rounding * Math.Abs(last[i]));
            }

            last = after;
            yield return Near.Difference(
                $"after step {step + 1} w",
                after,
                Flat(path => state.Values[path]),
                relative: 0,
                bounds
            );
            if (averages is not null)
            {
                var average = state.Averaged();
                yield return Near.Difference(
                    $"after step {step + 1} the average",
                    averages[step],
                    Flat(path => average.Values[path])
                );
            }
        }
    }

    private static double[] Flat(Func<string, Tensor<double>> value) =>
        [.. value("weight").Doubles(), .. value("bias").Doubles()];

    // The sum of x times all weights, whose gradients are then the elements of x.
    private sealed record Straight(Shape First, double[] FirstValues, Shape Second, double[] SecondValues) : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var weight = scope.Parameter("weight", First, new Given(FirstValues)).Reshape(1, First.Size);
            var bias = scope.Parameter("bias", Second, new Given(SecondValues)).Reshape(1, Second.Size);
            return x * Ops.Concat(1, weight, bias);
        }
    }

    private sealed record Total : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => prediction.ReduceSum();
    }
}
