using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>
/// Compares the trajectories of an optimizer and a reference; the smallest number of parameters first, so that a failure is small.
/// </summary>
internal sealed class Trajectory(
    Transform optimizer,
    Func<double[], Func<double[], double[]>> reference,
    GradientCheckOptions options
)
{
    private const int MaxParameters = 5;
    private const string Path = "weight";

    private double largest;

    /// <summary>Runs both from several starts.</summary>
    public GradientReport Follow(int steps)
    {
        GradientFailure? failure = null;
        var count = 0;
        for (var size = 1; size <= MaxParameters && failure is null; size++, count++)
        {
            failure = FollowOne(size, steps, ((Key)options.Seed).Split((ulong)size));
        }

        return new GradientReport(optimizer.ToString(), options.Seed, count, 0, 0, largest, failure)
        {
            Requested = options.Samples,
        };
    }

    private GradientFailure? FollowOne(int size, int steps, Key key)
    {
        var trace = new Trace(isTraining: true);
        var parameter = trace.Root.Parameter(Path, new(size), new GlorotUniform());
        var gradient = Expr.Input("gradient", parameter.Shape);
        var loss = Expr.Input("loss", Shape.Scalar);
        trace.Loss = loss;
        var scope = trace.Root.In("optimizer");
        var scaled = optimizer.LossFactor(scope) is { } factor ? gradient * factor : gradient;
        var update = optimizer.Apply(scope, [new Update(parameter, scaled)])[0];
        Expr[] state = [.. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Slot)];
        var graph = new Graph(
            [parameter, gradient, loss, .. state, .. Noises(trace)],
            [parameter + update.Value, .. state.Select(slot => trace.Nexts.GetValueOrDefault(slot, slot))]
        );
        double[] place = Subject.Initial(parameter, key.Split(Path));
        double[][] slots = [.. state.Select(slot => Subject.Initial(slot, key.Split(slot.Variable!.Path)))];
        var next = reference([.. place]);
        for (var step = 1; step <= steps; step++)
        {
            var slope = Slope(place, key.Split("gradient").Split((ulong)step));
            double[][] noises =
            [
                .. Noises(trace).Select(v => Subject.Initial(v, key.Split(v.Variable!.Path).Split((ulong)step))),
            ];
            double[][] values = [place, slope, [1.0 / step], .. slots, .. noises];
            var after = Reference.Run(
                graph,
                [.. graph.Inputs.Zip(values, (input, x) => new Tensor<double>(input.Shape, x))]
            );
            var expected = next([.. slope]);
            var reached = after[0].Span.ToArray();
            if (Problem(step, place, slope, reached, expected) is { } failure)
            {
                return failure;
            }

            place = reached;
            slots = [.. after.Skip(1).Select(slot => slot.Span.ToArray())];
        }

        return null;
    }

    private static IEnumerable<Expr> Noises(Trace trace) =>
        trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Noise);

    // A quadratic bowl with noise: the gradient depends on the position, and differs in each step.
    private static double[] Slope(double[] place, Key key)
    {
        var slope = new double[place.Length];
        key.Normal<double>(slope);
        return [.. slope.Zip(place, (noise, at) => at + (0.5 * noise))];
    }

    private GradientFailure? Problem(int step, double[] place, double[] slope, double[] reached, double[] expected)
    {
        if (expected.Length != reached.Length)
        {
            return Failure($"the reference gives {expected.Length} parameters for {reached.Length}", 0, double.NaN);
        }

        for (var i = 0; i < reached.Length; i++)
        {
            var allowed = options.Tolerance * Math.Max(1e-3, Math.Abs(expected[i]));
            if (!Closeness.Are(expected[i], reached[i], allowed))
            {
                return Failure(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the parameters differ from the reference's after step {step}"
                    ),
                    i,
                    allowed
                );
            }

            var difference = Closeness.Distance(expected[i], reached[i]);
            largest = Math.Max(largest, difference / Math.Max(1e-3, Math.Abs(expected[i])));
        }

        return null;

        GradientFailure Failure(string text, int worst, double allowed) =>
            new(
                text,
                string.Empty,
                reached[worst],
                worst < expected.Length ? expected[worst] : double.NaN,
                allowed,
                null,
                [
                    new GradientValues("parameters before", Shape.Of(place.Length), [.. place]),
                    new GradientValues("gradient", Shape.Of(slope.Length), [.. slope]),
                    new GradientValues("parameters after", Shape.Of(reached.Length), [.. reached]),
                    new GradientValues("reference after", Shape.Of(expected.Length), [.. expected]),
                ],
                []
            )
            {
                Kind = FailureKind.Trajectory,
            };
    }
}
