using FunctionalNet.Cli.Charts;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Three networks that fit on a board: a neuron of two inputs, two weights in a row, and two neurons with ReLU, one of which is off.</summary>
internal static class SmallExamples
{
    /// <summary>w1 x1 + w2 x2 with the inputs 3 and 2, which should give 10; the weights are 2 and 1. The loss is (y - 10)².</summary>
    public static IReadOnlyList<(string Name, string Rule, double ByHand, double Ours)> TwoInputs()
    {
        var (w1, w2) = (Weight("w1"), Weight("w2"));
        var y = (w1 * 3) + (w2 * 2);
        var loss = (y - 10) * (y - 10);
        return Compare(
            [w1, w2],
            [2, 1],
            [
                ("y", "w1 x1 + w2 x2 = 2 · 3 + 1 · 2", 8, y),
                ("L", "(y - 10)² = (-2)²", 4, loss),
                ("∂L/∂y", "2 (y - 10)", -4, Slope(loss, y)),
                ("∂L/∂w1", "x1 ∂L/∂y = 3 · -4", -12, Slope(loss, w1)),
                ("∂L/∂w2", "x2 ∂L/∂y = 2 · -4", -8, Slope(loss, w2)),
                ("w1 after a step", "w1 - 0.01 · -12", 2.12, w1 - (0.01 * Slope(loss, w1))),
                ("w2 after a step", "w2 - 0.01 · -8", 1.08, w2 - (0.01 * Slope(loss, w2))),
            ]
        );
    }

    /// <summary>v w x with the input 3, which should give 10; the weights are 0.5 and 2.</summary>
    public static IReadOnlyList<(string Name, string Rule, double ByHand, double Ours)> Simplest()
    {
        var (w, v) = (Weight("w"), Weight("v"));
        var h = w * 3;
        var y = v * h;
        var loss = (y - 10) * (y - 10);
        return Compare(
            [w, v],
            [0.5, 2],
            [
                ("h", "w x = 0.5 · 3", 1.5, h),
                ("y", "v h = 2 · 1.5", 3, y),
                ("L", "(y - 10)² = (-7)²", 49, loss),
                ("∂L/∂y", "2 (y - 10)", -14, Slope(loss, y)),
                ("∂L/∂v", "h ∂L/∂y = 1.5 · -14", -21, Slope(loss, v)),
                ("∂L/∂h", "v ∂L/∂y = 2 · -14", -28, Slope(loss, h)),
                ("∂L/∂w", "x ∂L/∂h = 3 · -28", -84, Slope(loss, w)),
            ]
        );
    }

    /// <summary>v1 relu(w1 x) + v2 relu(w2 x) with the input 2, which should give 1; the second neuron is off.</summary>
    public static IReadOnlyList<(string Name, string Rule, double ByHand, double Ours)> WithRelu()
    {
        var (w1, w2, v1, v2) = (Weight("w1"), Weight("w2"), Weight("v1"), Weight("v2"));
        var (z1, z2) = (w1 * 2, w2 * 2);
        var (h1, h2) = (z1.Relu(), z2.Relu());
        var y = (v1 * h1) + (v2 * h2);
        var loss = 0.5 * ((y - 1) * (y - 1));
        return Compare(
            [w1, w2, v1, v2],
            [1.5, -1, 0.5, 2],
            [
                ("z1", "w1 x = 1.5 · 2", 3, z1),
                ("z2", "w2 x = -1 · 2", -2, z2),
                ("h1", "max(z1, 0)", 3, h1),
                ("h2", "max(z2, 0)", 0, h2),
                ("y", "v1 h1 + v2 h2 = 0.5 · 3 + 2 · 0", 1.5, y),
                ("L", "½ (y - 1)²", 0.125, loss),
                ("∂L/∂y", "y - 1", 0.5, Slope(loss, y)),
                ("∂L/∂v1", "h1 ∂L/∂y = 3 · 0.5", 1.5, Slope(loss, v1)),
                ("∂L/∂v2", "h2 ∂L/∂y = 0 · 0.5", 0, Slope(loss, v2)),
                ("∂L/∂z1", "v1 ∂L/∂y · 1, for z1 > 0", 0.25, Slope(loss, z1)),
                ("∂L/∂z2", "v2 ∂L/∂y · 0, for z2 < 0", 0, Slope(loss, z2)),
                ("∂L/∂w1", "x ∂L/∂z1 = 2 · 0.25", 0.5, Slope(loss, w1)),
                ("∂L/∂w2", "x ∂L/∂z2 = 2 · 0", 0, Slope(loss, w2)),
            ]
        );
    }

    public static Chapter Chapter() =>
        new(
            "small-examples",
            "Two inputs, two layers, and ReLU",
            new Text(
                "A neuron of two inputs, 3 and 2, with the weights 2 and 1 gives 8, and 10 is wanted. Each weight has the slope of the output times "
                    + "its own input, so that the weight of the larger input moves more."
            ),
            Backpropagation.ByHandTable("Two inputs: values, slopes, and a step of the rate 0.01.", TwoInputs()),
            new Text(
                "The simplest network of two layers has two weights in a row: v w x, with the input 3 and again 10 as what is wanted. The slope of the "
                    + "first weight is a product of three: the input, the second weight, and the slope of the output. That is the chain rule."
            ),
            Backpropagation.ByHandTable("Two weights in a row.", Simplest()),
            new Text(
                "ReLU hands a slope on where its input is above 0, and nothing where it is below. The second neuron here is off: its value is 0, neither of "
                    + "its weights has a slope, and no step changes them as long as it stays off."
            ),
            Backpropagation.ByHandTable("Two neurons with ReLU, of which the second is off.", WithRelu()),
            new Code(
                """
                var loss = (y - 10) * (y - 10);
                var slopes = Gradient.Of(loss, [w1, w2]);
                """
            )
        );

    private static Expr Weight(string name) => Expr.Input(name, Shape.Scalar);

    private static Expr Slope(Expr loss, Expr of) => Gradient.Of(loss, [of])[0];

    private static (string Name, string Rule, double ByHand, double Ours)[] Compare(
        Expr[] weights,
        double[] values,
        (string Name, string Rule, double ByHand, Expr Ours)[] rows
    )
    {
        var ours = Plan<double>
            .Compile(new Graph([.. weights], [.. rows.Select(row => row.Ours + 0)]))
            .Run([.. values.Select(Tensor.Scalar)]);
        return [.. rows.Zip(ours, (row, value) => (row.Name, row.Rule, row.ByHand, value.Span[0]))];
    }
}
