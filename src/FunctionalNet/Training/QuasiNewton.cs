using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// L-BFGS. It is no chain of transforms, because it evaluates the loss at several points before it takes a step, but a function from a
/// state to the final state, over one fixed batch.
/// </summary>
/// <remarks>
/// Nocedal, "Updating Quasi-Newton Matrices With Limited Storage", 1980; Nocedal and Wright, "Numerical Optimization", algorithms 7.4 and
/// 7.5. PyTorch: LBFGS. The line search brackets and bisects until the weak conditions of Wolfe hold (Lewis and Overton, "Nonsmooth
/// optimization via quasi-Newton methods", 2013).
/// </remarks>
public static class QuasiNewton
{
    private const double Armijo = 1e-4;
    private const double Wolfe = 0.9;
    private const int Tries = 40;

    /// <summary>
    /// The state whose parameters L-BFGS finds on a batch: for the model in prediction mode, without dropout, with the penalties of the
    /// loss. The optimizer of the training, its slots and the step count are not changed.
    /// </summary>
    /// <typeparam name="T">The number type; <see cref="double"/> gets closer to the optimum.</typeparam>
    /// <param name="training">Model and loss.</param>
    /// <param name="state">The initial state.</param>
    /// <param name="batch">The whole data set.</param>
    /// <param name="iterations">The maximum number of steps.</param>
    /// <param name="memory">The number of recent steps from which the curvature is estimated.</param>
    /// <param name="tolerance">It stops when no element of the gradient is larger.</param>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    /// <example><code>TrainState&lt;float&gt; optimum = training.Lbfgs(state, digits.All());</code></example>
    public static TrainState<T> Lbfgs<T>(
        this Training<T> training,
        TrainState<T> state,
        Batch<T> batch,
        int iterations = 100,
        int memory = 10,
        double tolerance = 1e-8
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(state);
        var problem = new Problem<T>(training, state, batch);
        var (w, loss, slope) = problem.At(problem.Start);
        var steps = new Queue<(double[] Step, double[] Turn)>();
        for (var i = 0; i < iterations && slope.Any(g => Math.Abs(g) > tolerance); i++)
        {
            var direction = Direction(slope, steps);
            var length = i == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(slope, slope))) : 1;
            if (Search(problem, w, loss, slope, direction, length) is not { } next)
            {
                break;
            }

            var (step, turn) = (Along(next.At, -1, w), Along(next.Slope, -1, slope));
            if (Dot(step, turn) > 0)
            {
                steps.Enqueue((step, turn));
            }

            if (steps.Count > memory)
            {
                steps.Dequeue();
            }

            (w, loss, slope) = next;
        }

        return state with
        {
            Values = state.Values.SetItems(problem.Values(w)),
            Loss = T.CreateTruncating(loss),
        };
    }

    // The two-loop recursion: -H g, where H approximates the inverse Hessian from the recent steps.
    private static double[] Direction(double[] slope, Queue<(double[] Step, double[] Turn)> steps)
    {
        var q = slope;
        var shares = new Stack<double>();
        foreach (var (step, turn) in steps.Reverse())
        {
            shares.Push(Dot(step, q) / Dot(step, turn));
            q = Along(q, -shares.Peek(), turn);
        }

        var scale =
            steps.Count == 0
                ? 1
                : Dot(steps.Last().Step, steps.Last().Turn) / Dot(steps.Last().Turn, steps.Last().Turn);
        q = [.. q.Select(value => value * scale)];
        foreach (var (step, turn) in steps)
        {
            q = Along(q, shares.Pop() - (Dot(turn, q) / Dot(step, turn)), step);
        }

        return [.. q.Select(value => -value)];
    }

    // Null if no step length improves the loss beyond rounding.
    private static (double[] At, double Loss, double[] Slope)? Search<T>(
        Problem<T> problem,
        double[] w,
        double loss,
        double[] slope,
        double[] direction,
        double length
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var fall = Dot(slope, direction);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < Tries && fall < 0; i++)
        {
            var next = problem.At(Along(w, length, direction));
            if (next.Loss <= loss + (Armijo * length * fall))
            {
                if (Dot(next.Slope, direction) >= Wolfe * fall)
                {
                    return next;
                }

                low = length;
            }
            else
            {
                high = length;
            }

            length = double.IsFinite(high) ? (low + high) / 2 : 2 * low;
        }

        return null;
    }

    private static double[] Along(double[] from, double length, double[] direction) =>
        [.. from.Zip(direction, (x, d) => x + (length * d))];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    /// <summary>Loss and gradient as functions of all parameters, flattened.</summary>
    private sealed class Problem<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly PlannedGraph<T> planned;
        private readonly Batch<T> batch;
        private readonly TrainState<T> state;

        public Problem(Training<T> training, TrainState<T> state, Batch<T> batch)
        {
            (this.state, this.batch) = (state, batch);
            planned = PlannedGraph<T>.Of(training, StepKind.Objective, batch.Inputs.Shape, batch.Targets.Shape);
            var graph = planned.Graph;
            Start = [.. graph.Parameters.SelectMany(one => Doubles(graph.Value(one, state.Values, state.Input)))];
        }

        public double[] Start { get; }

        public (double[] At, double Loss, double[] Slope) At(double[] w)
        {
            var moved = state with { Values = state.Values.SetItems(Values(w)) };
            var results = planned.Run(moved, batch);
            return (w, double.CreateTruncating(results[0].Span[0]), [.. results[1..].SelectMany(Doubles)]);
        }

        public IEnumerable<KeyValuePair<string, Tensor<T>>> Values(double[] w)
        {
            var start = 0;
            foreach (var parameter in planned.Graph.Parameters)
            {
                var part = w.AsSpan(start, parameter.Shape.Size).ToArray();
                start += part.Length;
                yield return new(
                    parameter.Variable!.Path,
                    new Tensor<T>(parameter.Shape, [.. part.Select(T.CreateTruncating)])
                );
            }
        }

        private static IEnumerable<double> Doubles(Tensor<T> tensor) =>
            tensor.Span.ToArray().Select(double.CreateTruncating);
    }
}
