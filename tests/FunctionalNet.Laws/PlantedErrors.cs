using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Execution;
using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>The gradient check must find mistakes: they are planted in the derivative of every operator.</summary>
public class PlantedErrors
{
    private const int LargestExample = 64;
    private const int ExamplesEach = 2;

    private static readonly GradientCheckOptions Options = new() { Samples = 12, Throws = false };

    // The outcomes are cached, because one test checks each operator and another all of them together.
    private static readonly ConcurrentDictionary<string, Outcome[]> Known = new(StringComparer.Ordinal);

    public static TheoryData<string> Operators { get; } =
    [
        .. Catalog
            .Operators.Select(entry => entry.Onnx)
            .Distinct(StringComparer.Ordinal)
            .Where(onnx => Plants(onnx).Any()),
    ];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Are_found_and_located(string onnx) =>
        Assert.All(
            Outcomes(onnx),
            one =>
            {
                Assert.True(one.IsFound, $"not found: {one.Plant}");
                Assert.True(one.IsLocated, $"not located: {one.Plant}: {one.Report}");
            }
        );

    [Fact]
    public void Are_found_and_located_nearly_always()
    {
        var all = Operators.SelectMany(row => Outcomes(row.Data)).ToArray();
        foreach (var kind in all.GroupBy(one => one.Plant.Mistake.Name, StringComparer.Ordinal))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind.Key}: {Shares([.. kind])}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"all: {Shares(all)}");
        Assert.True(all.Length >= 2_000, $"only {all.Length} mistakes change a derivative");
        Assert.All(Mistake.All, mistake => Assert.Contains(all, one => one.Plant.Mistake == mistake));
        Assert.InRange(Share(all, one => one.IsFound), 0.99, 1);
        Assert.InRange(Share(all, one => one.IsLocated), 0.99, 1);
    }

    private static string Shares(Outcome[] outcomes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{outcomes.Length} planted, {Share(outcomes, one => one.IsFound):P1} found, {Share(outcomes, one => one.IsLocated):P1} located"
        );

    private static double Share(Outcome[] outcomes, Func<Outcome, bool> holds) =>
        (double)outcomes.Count(holds) / outcomes.Length;

    private static Outcome[] Outcomes(string onnx) =>
        Known.GetOrAdd(
            onnx,
            name =>
                [.. Plants(name).Where(plant => !plant.IsHarmless()).Select(plant => new Outcome(plant, plant.Check()))]
        );

    // All mistakes in the first examples, and rare ones in every example that shows them.
    private static IEnumerable<Plant> Plants(string onnx) =>
        from drawn in Catalog
            .Operators.Where(entry => entry.Onnx == onnx)
            .SelectMany(entry => entry.Examples())
            .Where(IsSmall)
            .Select((example, i) => (example, i))
        let traced = drawn.example.Trace()
        let target = Expr.Sort([traced.Output]).Last(expr => expr.Inputs.Any(input => input.IsFloat))
        from operand in Enumerable.Range(0, target.Inputs.Length)
        where target.Inputs[operand].IsFloat
        let isStretchedOrSquare = IsStretchedOrSquare(target.Inputs[operand].Shape, target.Shape)
        from mistake in Mistake.All
        where drawn.i < ExamplesEach || (mistake.IsRare && isStretchedOrSquare)
        select new Plant(drawn.example, operand, mistake);

    private static bool IsStretchedOrSquare(Shape x, Shape y) => x.Size < y.Size || (x.Rank >= 2 && x[^1] == x[^2]);

    private static bool IsSmall(Example example)
    {
        var (inputs, output) = example.Trace();
        return output.IsFloat
            && output.Shape.Size > 0
            && inputs.Any(x => x.IsFloat)
            && inputs.All(x => x.Shape.Size is > 0 and <= LargestExample);
    }

    /// <summary>A planted mistake and the report of the check.</summary>
    internal sealed record Outcome(Plant Plant, GradientReport Report)
    {
        public bool IsFound => Report.Failure is not null;

        public bool IsLocated => Report.Failure?.Operator?.StartsWith("Planted", StringComparison.Ordinal) ?? false;
    }

    /// <summary>A mistake planted in the last operator of an example.</summary>
    internal sealed record Plant(Example Example, int Operand, Mistake Mistake)
    {
        public GradientReport Check() =>
            GradientCheck.Function(
                x => Build(x, isRight: false),
                [.. Example.Domains.Select(domain => new Input(domain.Shape, domain.Low, domain.High, domain.Element))],
                Options
            );

        /// <summary>Whether the first and second derivatives are correct in spite of the mistake.</summary>
        public bool IsHarmless()
        {
            var inputs = Example.Trace().Inputs;
            Expr[] floats = [.. inputs.Where(x => x.IsFloat)];
            var graph = new Graph(inputs, [.. Derivatives(isRight: true), .. Derivatives(isRight: false)]);
            var values = Reference.Run(graph, Samples.Draw<double>(Example, 3));
            return values
                .Take(values.Length / 2)
                .Zip(values.Skip(values.Length / 2), (right, wrong) => (right, wrong))
                .All(pair => IsSame(pair.right.Span, pair.wrong.Span));

            IEnumerable<Expr> Derivatives(bool isRight)
            {
                var gradient = Gradient.Of(Weighed(Build(inputs, isRight)), floats);
                var slope = gradient.Select(dx => Weighed(dx).ReduceSum()).Aggregate((sum, dx) => sum + dx);
                return [.. gradient, .. Gradient.Of(slope, floats)];
            }
        }

        public override string ToString() => $"{Example.Name}, operand {Operand}, {Mistake.Name}";

        private static bool IsSame(ReadOnlySpan<double> right, ReadOnlySpan<double> wrong)
        {
            for (var i = 0; i < right.Length; i++)
            {
                if (Math.Abs(right[i] - wrong[i]) > 1e-9 * (1 + Math.Abs(right[i])))
                {
                    return false;
                }
            }

            return true;
        }

        // Each element gets a different weight, so that a permutation changes the gradient.
        private static Expr Weighed(Expr y) =>
            y * Ops.Constant(y.Shape, [.. Enumerable.Range(0, y.Shape.Size).Select(i => 1 + Math.Sin(i + 1))]);

        private Expr Build(Expr[] operands, bool isRight)
        {
            Expr[] shifted = [.. operands.Select(x => x.IsFloat ? x + 0.25 - 0.25 : x)];
            var y = Example.Build(shifted);
            var target = Expr.Sort([y], shifted).Last(expr => expr.Inputs.Any(input => input.IsFloat));
            if (isRight)
            {
                return y + (y * 0.5).Sin();
            }

            var planted = Expr.Rewrite(
                [y],
                (expr, inputs) => expr.Id == target.Id ? new Expr(new Planted(expr.Op, Mistake, Operand), inputs) : null
            )[0];
            return planted + (planted * 0.5).Sin();
        }
    }
}
