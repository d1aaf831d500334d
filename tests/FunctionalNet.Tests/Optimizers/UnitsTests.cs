using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Transforms of units and matrices use the roles of a parameter's axes, not its rank.</summary>
public class UnitsTests
{
    private const double Limit = 0.4;

    private static readonly Dictionary<string, (Layer Layer, Shape Input)> Layers = new(StringComparer.Ordinal)
    {
        ["dense"] = (Dense(3), new(4, 5)),
        ["convolution"] = (Conv2d(6, 3, groups: 2), new(4, 6, 6)),
        ["transposed"] = (ConvTranspose2d(6, 3), new(4, 6, 6)),
        ["transposed of groups"] = (ConvTranspose2d(6, 3, groups: 2), new(4, 6, 6)),
        ["lstm"] = (Lstm(3), new(4, 5)),
        ["lstm both ways"] = (Lstm(3, Direction.Bidirectional), new(4, 5)),
        ["gru"] = (Gru(3), new(4, 5)),
        ["rnn"] = (Rnn(3), new(4, 5)),
        ["places"] = (LearnedPositions(4), new(4, 5)),
        ["norm"] = (LayerNorm(axes: 2), new(4, 5)),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    // Worked out by hand for each parameter: the unit of each element, or null if the parameter is no matrix.
    private static Func<int, int>? Units(string name, string path, Shape shape)
    {
        var (rank, last) = (shape.Rank, shape[^1].Size);
        return (name, path) switch
        {
            (_, "bias" or "scale") => null,
            ("dense", _) => i => i % last,
            ("convolution", _) => i => i / (2 * 9),

            // [in, out, 3, 3]
            ("transposed", _) => i => i / 9 % 6,

            // [in, out / 2, 3, 3]: the first two inputs belong to the first group.
            ("transposed of groups", _) => i => (i / (2 * 3 * 9) * 3) + (i / 9 % 3),
            _ => i => i / last,
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_mean_of_a_units_gradient_is_taken_off(string name)
    {
        var (plain, central) = (Moved(name, Sgd(1)), Moved(name, CentralizeGradients() >> Sgd(1)));
        foreach (var (path, (before, after, shape)) in plain)
        {
            var step = Step(before, after);
            var units = name == "places" ? null : Units(name, path, shape);
            double[] expected = units is null
                ? step
                : [.. step.Select((g, i) => g - step.Where((_, j) => units(j) == units(i)).Average())];
            Numbers.Close(expected, Step(central[path].Before, central[path].After), 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_unit_is_held_to_its_norm(string name)
    {
        foreach (var (path, (before, after, shape)) in Moved(name, Sgd(1e-30) >> ProjectToMaxNorm(Limit)))
        {
            double[] expected = Units(name, path, shape) is { } units
                ?
                [
                    .. before.Select(
                        (w, i) =>
                            w
                            * Math.Min(
                                1,
                                Limit / Math.Sqrt(before.Where((_, j) => units(j) == units(i)).Sum(v => v * v))
                            )
                    ),
                ]
                : before;
            Numbers.Close(expected, after, 1e-10);
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("lstm both ways")]
    [InlineData("gru")]
    [InlineData("rnn")]
    [InlineData("transposed")]
    [InlineData("transposed of groups")]
    [InlineData("convolution")]
    [InlineData("places")]
    [InlineData("norm")]
    public void A_matrix_is_made_orthogonal_and_nothing_else(string name)
    {
        var (plain, straight) = (Moved(name, Sgd(1)), Moved(name, Orthogonalize() >> Sgd(1)));
        foreach (var (path, (before, after, shape)) in plain)
        {
            var (gradient, step) = (Step(before, after), Step(straight[path].Before, straight[path].After));
            if (name == "places" || Units(name, path, shape) is not { } units)
            {
                Numbers.Close(gradient, step, 1e-10);
                continue;
            }

            // Applies the same transform to each matrix alone, transposed to the layout [in, out], as the reference.
            var groups = name switch
            {
                "lstm" => 4,
                "lstm both ways" => 8,
                "gru" => 3,
                _ => 1,
            };
            foreach (
                var group in Enumerable
                    .Range(0, step.Length)
                    .GroupBy(units)
                    .OrderBy(unit => unit.Key)
                    .Chunk(Enumerable.Range(0, step.Length).Select(units).Distinct().Count() / groups)
            )
            {
                var (outputs, inputs) = (group.Length, group[0].Count());
                double[] Columns(double[] values) =>
                    [.. Enumerable.Range(0, inputs).SelectMany(i => group.Select(unit => values[unit.ElementAt(i)]))];
                Numbers.Close(Straight(inputs, outputs, Columns(gradient)), Columns(step), 1e-8);
            }
        }
    }

    [Fact]
    public void Muon_leaves_what_is_no_matrix_to_AdamW()
    {
        var layer = Embedding(5, 4) >> LearnedPositions(3) >> LayerNorm(axes: 2) >> Lstm(3) >> Dense(2);
        var training = FunctionalNet.Training.Of<double>(layer, MeanSquaredError(), Muon(0.02));
        Assert.Equal(
            ["3/recurrence", "3/weight", "4/weight"],
            training
                .Init(1, new(3))
                .Values.Keys.Where(key => key.Contains("/momentum/", StringComparison.Ordinal))
                .Select(key => key[(key.IndexOf("/momentum/", StringComparison.Ordinal) + 10)..]),
            StringComparer.Ordinal
        );
    }

    private static double[] Straight(int inputs, int outputs, double[] gradient)
    {
        var training = FunctionalNet.Training.Of<double>(
            new Weight(inputs, outputs),
            new Product(),
            Orthogonalize() >> Sgd(1)
        );
        Shape shape = new(1, inputs, outputs);
        var batch = Batch.Of(new Tensor<double>(shape, gradient), new Tensor<double>(new(1)));
        return [.. training.Step(training.Init(1, shape[1..]), batch).Values["w"].Doubles()];
    }

    private static double[] Step(double[] before, double[] after) => [.. after.Zip(before, (a, b) => a - b)];

    private static Dictionary<string, (double[] Before, double[] After, Shape Shape)> Moved(
        string name,
        Transform chain
    )
    {
        var (layer, input) = Layers[name];
        var training = FunctionalNet.Training.Of<double>(layer, new Squares(), chain);
        var start = training.Init(1, input);
        var values = new double[2 * input.Size];
        ((Key)4).Normal<double>(values);
        var batch = Batch.Of(new Tensor<double>(new Shape(2).Append(input), values), new Tensor<double>(new(2)));
        var next = training.Step(start, batch);
        return start.Parameters.ToDictionary(
            parameter => parameter.Key,
            parameter =>
                (
                    parameter.Value.Doubles().ToArray(),
                    next.Values[parameter.Key].Doubles().ToArray(),
                    parameter.Value.Shape
                ),
            StringComparer.Ordinal
        );
    }

    private sealed record Weight(int Inputs, int Outputs) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => scope.Parameter("w", new(Inputs, Outputs), Zeros()) * x;
    }

    // The gradient is -x, so that a step moves along x.
    private sealed record Product : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => -prediction.ReduceSum();
    }

    private sealed record Squares : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => ((prediction - 0.3) * prediction).ReduceSum();
    }
}
