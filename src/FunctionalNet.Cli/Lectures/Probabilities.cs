using FunctionalNet.Cli.Charts;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Scores become probabilities, and probabilities a loss.</summary>
internal static class Probabilities
{
    /// <summary>Gets the scores of the lectures.</summary>
    public static IReadOnlyList<double> Scores { get; } = [7, -7.5, 10];

    /// <summary>Gets probabilities of the right class.</summary>
    public static IReadOnlyList<double> Shares { get; } = [1, 0.9, 0.5, 0.1, 0.01, 0];

    /// <summary>The softmax of scores.</summary>
    public static double[] Softmax(IReadOnlyList<double> scores) => Numbers.At(x => x.Softmax(), [.. scores]);

    /// <summary>-ln p for each probability of the right class.</summary>
    public static double[] CrossEntropy(IReadOnlyList<double> shares) => Numbers.At(p => -p.Log(), [.. shares]);

    /// <summary>The loss of scores (0, gap) of which the first is right: what the probability cannot say any more, the scores still do.</summary>
    public static double FromScores(double gap)
    {
        var (scores, label) = (Expr.Input("scores", new(1, 2)), Expr.Input("label", new(1), ElementType.Int64));
        var loss = Net.SoftmaxCrossEntropy().Apply(scores, label);
        return Plan<double>
            .Compile(new Graph([scores, label], [loss]))
            .Run(Tensor.Of<double>(new(1, 2), 0, gap), Tensor.Vector<double>(0))[0]
            .Span[0];
    }

    public static Chapter Chapter()
    {
        double[] shares = Softmax(Scores);
        double[] powers = [.. Scores.Select(score => Math.Exp(score - Scores.Max()))];
        Axis p = new("probability of the right class", 0.002, 1);
        return new(
            "softmax",
            "Softmax and cross-entropy",
            new Text(
                "Softmax makes scores of any size into probabilities: each is e to its power, divided by the sum of all. The largest score is taken away "
                    + "first, which changes nothing and keeps e¹⁰⁰⁰ out. Of the scores 7, -7.5 and 10 the last has the most by far: three points more are a "
                    + "factor of twenty."
            ),
            new Table(
                $"Softmax of (7, -7.5, 10). The sum of the powers is {powers.Sum().Say(7)}.",
                ["score", "less the largest", "e to that", "probability"],
                [
                    .. Scores.Select(
                        (score, i) =>
                            Table.Row(score.Say(), (score - Scores.Max()).Say(), powers[i].Say(6), shares[i].Say(6))
                    ),
                ]
            ),
            new Text(
                "The cross-entropy of a sample is -ln p for the probability p of the right class: 0 where it is certain and right, 0.693 where it tosses a "
                    + "coin, and without bound where it is certain and wrong. A mean over samples is dominated by confident mistakes."
            ),
            new Table(
                "Cross-entropy of one sample.",
                ["probability of the right class", "-ln p"],
                [
                    .. Shares.Zip(
                        CrossEntropy(Shares),
                        (share, loss) =>
                            Table.Row(share.Say(), double.IsInfinity(loss) ? "infinite" : Math.Abs(loss).Say(4))
                    ),
                ]
            ),
            new Figure(
                new Chart(
                    "Cross-entropy over the probability of the right class",
                    p,
                    new Axis("loss", 0, 6.5),
                    [
                        new Line(
                            "-ln p",
                            Chart.Color(0, 3),
                            [.. p.Values(200).Zip(CrossEntropy(p.Values(200)), (share, loss) => new Point(share, loss))]
                        ),
                        new Dots("a coin", Chart.Color(1, 3), [new(0.5, Math.Log(2))], 5),
                    ]
                ),
                "Gentle near 1, and a wall near 0."
            ),
            new Text(
                $"SoftmaxCrossEntropy works on scores, not on probabilities. Where the wrong class leads by 1000, p is 0 in any number type and -ln p "
                    + $"infinite; from the scores the loss is {FromScores(1_000).Say()}, and its slope is right. So no softmax is put before that loss."
            )
        );
    }
}
