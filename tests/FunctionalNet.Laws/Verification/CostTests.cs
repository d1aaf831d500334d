using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification;

/// <summary>The cost of checking a large layer: few samples with few evaluations each. The time is reported but not asserted.</summary>
public class CostTests
{
    private const int Parameters = 10_000;
    private const int MaxEvaluations = 250;

    private static readonly Layer Large = Dense(100);
    private static readonly Input Rows = new Shape(Dim.Named("n"), 99);

    [Fact]
    public void Ten_thousand_parameters_take_few_evaluations()
    {
        var clock = Stopwatch.StartNew();
        var report = GradientCheck.Layer(Large, Rows);
        var first = clock.ElapsedMilliseconds;
        clock.Restart();
        GradientCheck.Layer(Large, Rows);
        Tell($"{Parameters} parameters: {first} ms the first time, then {clock.ElapsedMilliseconds} ms");
        Assert.Equal(3, report.Samples);

        var evaluations = 0;
        var counted = new Subject(
            "counted",
            [Rows],
            (shapes, training) => new Counted(Case(shapes[0]), () => evaluations++)
        );
        Assert.True(counted.Check(null).Passed);
        Tell($"{evaluations} evaluations of value, gradient or second derivative");
        Assert.InRange(evaluations, 30, MaxEvaluations);
    }

    private static void Tell(FormattableString text) =>
        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static ExprCase Case(Shape shape)
    {
        var trace = new Trace(isTraining: true);
        var x = Subject.Variable("input", shape, Rows);
        var y = Large.Apply(trace.Root, x.Variable);
        Assert.Equal(Parameters, trace.Variables.Sum(variable => variable.Shape.Size));
        return new ExprCase([x, .. trace.Variables.Select(v => (v, Subject.PlaceOf(v)))], [y], trace.Origins);
    }

    /// <summary>A function that counts its evaluations.</summary>
    private sealed class Counted(Case inner, Action count) : Case
    {
        public override ImmutableArray<Argument> Places => inner.Places;

        public override ImmutableArray<Shape> Results => inner.Results;

        public override bool HasForward => inner.HasForward;

        public override double[][] Weights
        {
            get => inner.Weights;
            set => inner.Weights = value;
        }

        public override void Weigh(Key key) => inner.Weigh(key);

        public override (double Value, double Size) Value(double[][] x) => One(() => inner.Value(x));

        public override double[][] Gradient(double[][] x) => One(() => inner.Gradient(x));

        public override double[][]? Curvature(double[][] x, double[][] u) => One(() => inner.Curvature(x, u));

        public override double? Forward(double[][] x, double[][] d) => One(() => inner.Forward(x, d));

        public override double[][]? ForwardGradient(double[][] x, double[][] d) =>
            One(() => inner.ForwardGradient(x, d));

        public override (double Value, double[][] Gradient)? InFloat(
            double[][] x,
            Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? engine = null
        ) => One(() => inner.InFloat(x, engine));

        public override bool IsKinkNear(double[][] x, double[][] d, double step) =>
            One(() => inner.IsKinkNear(x, d, step));

        public override string? Disagreement(double[][] x) => One(() => inner.Disagreement(x));

        private TResult One<TResult>(Func<TResult> evaluate)
        {
            count();
            return evaluate();
        }
    }
}
