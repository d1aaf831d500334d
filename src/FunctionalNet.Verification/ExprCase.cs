using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>Expressions of variables: value, gradient and second derivative are graphs, compiled on first use.</summary>
internal sealed class ExprCase : Case
{
    // The executors may only differ in the order of summation.
    private const double ExecutorTolerance = 1e-9;

    private readonly ImmutableArray<Expr> variables;
    private readonly ImmutableArray<Expr> outputs;
    private readonly ImmutableArray<Expr> cotangents;
    private readonly ImmutableArray<Expr> directions;
    private readonly IReadOnlyDictionary<Expr, string> origins;
    private readonly int[] active;
    private readonly ImmutableArray<Expr> gradients;
    private readonly ImmutableArray<Expr> kinks;
    private readonly Lazy<Evaluation<double>> value;
    private readonly Lazy<Evaluation<double>> gradient;
    private readonly Lazy<Evaluation<double>> curvature;
    private readonly Lazy<Evaluation<double>> switches;
    private readonly Lazy<Evaluation<float>> single;

    /// <param name="inputs">The variables and their domains.</param>
    /// <param name="results">The expressions to check; non-numeric ones are ignored.</param>
    /// <param name="origins">The layer of each expression.</param>
    public ExprCase(
        IReadOnlyList<(Expr Variable, Argument Place)> inputs,
        IReadOnlyList<Expr> results,
        IReadOnlyDictionary<Expr, string> origins
    )
    {
        variables = [.. inputs.Select(input => input.Variable)];
        Places = [.. inputs.Select(input => input.Place)];
        outputs = [.. results.Where(result => result.IsFloat)];
        this.origins = origins;
        active = [.. Enumerable.Range(0, Places.Length).Where(i => Places[i].Differentiated)];
        cotangents = [.. outputs.Select((y, i) => Expr.Input($"cotangent of output {i}", y.Shape))];
        directions = [.. active.Select(i => Expr.Input($"direction of {Places[i].Path}", Places[i].Shape))];
        var terms = outputs.Zip(cotangents, (y, c) => c * y).ToArray();
        var total = Total(terms);
        Expr[] xs = [.. active.Select(i => variables[i])];
        gradients = FunctionalNet.Gradient.Of(total, xs);
        kinks = [.. Expr.Sort([.. outputs, .. gradients], cotangents).SelectMany(expr => expr.Op.Kinks(expr))];
        Expr[] inner = [.. variables, .. cotangents];
        value = new(() => new Evaluation<double>(inner, [total, Total([.. terms.Select(term => term.Abs())])]));
        gradient = new(() => new Evaluation<double>(inner, gradients));
        single = new(() => new Evaluation<float>(inner, [total, .. gradients]));
        switches = new(() => new Evaluation<double>(inner, kinks));
        curvature = new(() =>
            new Evaluation<double>(
                [.. inner, .. directions],
                FunctionalNet.Gradient.Of(Total([.. gradients.Zip(directions, (g, u) => g * u)]), xs)
            )
        );
    }

    public override ImmutableArray<Argument> Places { get; }

    public override ImmutableArray<Shape> Results => [.. outputs.Select(y => y.Shape)];

    public override bool HasForward => true;

    public override void Weigh(Key key) =>
        Weights = [
            .. cotangents.Select(
                (c, i) =>
                {
                    var values = new double[c.Shape.Size];
                    key.Split((ulong)i).Normal<double>(values);
                    return values;
                }
            ),
        ];

    public override (double Value, double Size) Value(double[][] x)
    {
        var results = value.Value.Run(x, Weights);
        return (results[0][0], results[1][0]);
    }

    public override double[][] Gradient(double[][] x) => Spread(gradient.Value.Run(x, Weights));

    public override double[][] Curvature(double[][] x, double[][] u) =>
        Spread(curvature.Value.Run(x, Weights, [.. active.Select(i => u[i])]));

    public override double? Forward(double[][] x, double[][] d) => value.Value.RunForward([.. x, .. Weights], d)[0][0];

    public override double[][] ForwardGradient(double[][] x, double[][] d) =>
        Spread(gradient.Value.RunForward([.. x, .. Weights], d));

    public override (double Value, double[][] Gradient)? InFloat(
        double[][] x,
        Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? engine = null
    )
    {
        var results = engine is null ? single.Value.Run(x, Weights) : single.Value.RunOn(engine, x, Weights);
        return (results[0][0], Spread(results[1..]));
    }

    public override bool IsKinkNear(double[][] x, double[][] d, double step)
    {
        if (kinks.IsEmpty)
        {
            return false;
        }

        var here = switches.Value.Run(x, Weights);
        var ahead = switches.Value.Run(Direction.Move(x, d, step), Weights);
        var behind = switches.Value.Run(Direction.Move(x, d, -step), Weights);
        for (var k = 0; k < here.Length; k++)
        {
            for (var i = 0; i < here[k].Length; i++)
            {
                // Twice the step, because a switching function may be curved.
                var (s, a, b) = (here[k][i], ahead[k][i], behind[k][i]);
                if (Math.Abs(s) < 2 * Math.Max(Math.Abs(a - s), Math.Abs(b - s)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public override string? Disagreement(double[][] x)
    {
        return Difference(value.Value, "value") ?? Difference(gradient.Value, "gradient");

        string? Difference(Evaluation<double> evaluation, string what)
        {
            var planned = evaluation.Run(x, Weights);
            var expected = evaluation.RunOn((graph, values) => Reference.Run(graph, values), x, Weights);
            for (var k = 0; k < planned.Length; k++)
            {
                var size = 1 + expected[k].Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
                for (var i = 0; i < planned[k].Length; i++)
                {
                    var (p, e) = (planned[k][i], expected[k][i]);
                    if (double.IsFinite(e) ? !(Math.Abs(p - e) <= ExecutorTolerance * size) : !p.Equals(e))
                    {
                        return $"the planned executor computes another {what} than the reference: {p:R} instead of {e:R}";
                    }
                }
            }

            return null;
        }
    }

    public override string? FirstWrong(double[][] x, bool second, Key key)
    {
        var location = new Location(origins, key);
        Expr[] inner = [.. variables, .. cotangents];
        double[][] values = [.. x, .. Weights];
        return location.FirstWrong(inner, values, outputs)
            ?? (
                second
                    ? location.FirstWrong(inner, values, gradients)
                        ?? new Location(origins, key, second: true).FirstWrong(inner, values, outputs)
                    : null
            );
    }

    private static Expr Total(IReadOnlyList<Expr> terms) =>
        terms.Select(term => term.ReduceSum()).Aggregate((Expr)0.0, (sum, term) => sum + term);

    private double[][] Spread(double[][] derivatives)
    {
        var all = new double[Places.Length][];
        Array.Fill(all, []);
        for (var i = 0; i < active.Length; i++)
        {
            all[active[i]] = derivatives[i];
        }

        return all;
    }
}
