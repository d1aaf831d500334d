using FunctionalNet.Cli.Charts;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Lectures;

/// <summary>
/// Backpropagation by hand against the library: two inputs, two hidden neurons with a sigmoid, one output, the loss ½ (y - t)². Each number
/// is computed by the rule beside it.
/// </summary>
internal static class Backpropagation
{
    private const double Target = 1;
    private static readonly double[] Input = [1, 0.5];
    private static readonly double[,] Hidden =
    {
        { 0.1, 0.3 },
        { -0.2, 0.4 },
    };

    private static readonly double[] HiddenBias = [0.05, -0.1];
    private static readonly double[] Output = [0.7, -0.5];
    private const double OutputBias = 0.2;

    /// <summary>Each quantity: its rule, its value by hand, and the library's.</summary>
    public static IReadOnlyList<(string Name, string Rule, double ByHand, double Ours)> Compare() =>
        [.. ByHand().Zip(Ours(), (hand, ours) => (hand.Name, hand.Rule, hand.Value, ours))];

    public static Chapter Chapter()
    {
        var rows = Compare();
        return new(
            "backpropagation",
            "Backpropagation by hand",
            new Text(
                "Two inputs, two hidden neurons with a sigmoid, one output, and the loss L = ½ (y - t)². Forward, each value is worked out "
                    + "from the ones before. Backward, each slope is the one behind it times the derivative in between: first of the output, "
                    + "then through its weights to the hidden neurons, through the sigmoid, and to their weights."
            ),
            new Code(
                """
                z = x W + b        h = σ(z)             y = h v + c          L = ½ (y - t)²
                ∂L/∂y = y - t      ∂L/∂v = h ∂L/∂y      ∂L/∂h = v ∂L/∂y      ∂L/∂z = ∂L/∂h h (1 - h)      ∂L/∂W = x ∂L/∂z
                """
            ),
            ByHandTable("Each quantity as worked out on paper, and as FunctionalNet's Gradient.Of gives it.", rows)
        );
    }

    /// <summary>Quantities beside what they are on paper.</summary>
    public static Table ByHandTable(
        string caption,
        IReadOnlyList<(string Name, string Rule, double ByHand, double Ours)> rows
    ) =>
        new(
            caption,
            ["quantity", "rule", "by hand", "FunctionalNet", "difference"],
            [
                .. rows.Select(row =>
                    Table.Row(
                        row.Name,
                        row.Rule,
                        row.ByHand.Say(8),
                        row.Ours.Say(8),
                        Math.Abs(row.ByHand - row.Ours).Say(2)
                    )
                ),
            ]
        );

    private static IEnumerable<(string Name, string Rule, double Value)> ByHand()
    {
        double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

        var z = new double[2];
        var h = new double[2];
        for (var j = 0; j < 2; j++)
        {
            z[j] = (Input[0] * Hidden[0, j]) + (Input[1] * Hidden[1, j]) + HiddenBias[j];
            h[j] = Sigmoid(z[j]);
            yield return ($"z{j + 1}", $"x1 w1{j + 1} + x2 w2{j + 1} + b{j + 1}", z[j]);
            yield return ($"h{j + 1}", $"σ(z{j + 1})", h[j]);
        }

        var y = (h[0] * Output[0]) + (h[1] * Output[1]) + OutputBias;
        yield return ("y", "h1 v1 + h2 v2 + c", y);
        yield return ("L", "½ (y - t)²", 0.5 * (y - Target) * (y - Target));
        var dy = y - Target;
        yield return ("∂L/∂y", "y - t", dy);
        yield return ("∂L/∂c", "∂L/∂y", dy);
        for (var j = 0; j < 2; j++)
        {
            yield return ($"∂L/∂v{j + 1}", $"h{j + 1} ∂L/∂y", h[j] * dy);
        }

        for (var j = 0; j < 2; j++)
        {
            var dz = Output[j] * dy * h[j] * (1 - h[j]);
            yield return ($"∂L/∂b{j + 1}", $"∂L/∂z{j + 1} = v{j + 1} ∂L/∂y h{j + 1} (1 - h{j + 1})", dz);
            yield return ($"∂L/∂w1{j + 1}", $"x1 ∂L/∂z{j + 1}", Input[0] * dz);
            yield return ($"∂L/∂w2{j + 1}", $"x2 ∂L/∂z{j + 1}", Input[1] * dz);
        }
    }

    // In the order of the other.
    private static double[] Ours()
    {
        var x = Ops.Constant(new(1, 2), Input);
        var (w, b) = (Expr.Input("W", new(2, 2)), Expr.Input("b", new(2)));
        var (v, c) = (Expr.Input("v", new(2, 1)), Expr.Input("c", new(1)));
        var z = x.MatMul(w) + b;
        var h = z.Sigmoid();
        var y = h.MatMul(v) + c;
        var loss = ((y - Target) * (y - Target) * 0.5).ReduceSum();
        var values = Plan<double>
            .Compile(new Graph([w, b, v, c], [z, h, y, loss, .. Gradient.Of(loss, [y, c, v, b, w])]))
            .Run(
                Tensor.Matrix(Hidden),
                Tensor.Vector<double>(HiddenBias),
                Numbers.Column(Output),
                Tensor.Vector(OutputBias)
            )
            .Select(tensor => tensor.Doubles())
            .ToArray();
        var (zs, hs, bias, weights) = (values[0], values[1], values[7], values[8]);
        return
        [
            zs[0],
            hs[0],
            zs[1],
            hs[1],
            values[2][0],
            values[3][0],
            values[4][0],
            values[5][0],
            .. values[6],
            bias[0],
            weights[0],
            weights[2],
            bias[1],
            weights[1],
            weights[3],
        ];
    }
}
