using FunctionalNet.Cli.Charts;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Lectures;

/// <summary>A network that is too large for its data, with and without dropout, and early stopping.</summary>
internal static class Overfitting
{
    public const int Epochs = 200;

    private const double WrongShare = 0.15;

    private static readonly Layer Plain = Dense(128) >> Relu() >> Dense(128) >> Relu() >> Dense(2);

    private static readonly Layer WithDropout =
        Dense(128) >> Relu() >> Dropout(0.5) >> Dense(128) >> Relu() >> Dropout(0.5) >> Dense(2);

    /// <summary>The loss curves without and with dropout.</summary>
    public static (Curves Plain, Curves Dropout) Compare()
    {
        var (learned, unseen) = (Moons(1, 80), Moons(2, 1000));
        return (Train(Plain, learned, unseen), Train(WithDropout, learned, unseen));
    }

    public static Chapter Chapter()
    {
        var (plain, dropout) = Compare();
        var stop = plain.Best;
        return new(
            "overfitting",
            "Dropout and early stopping",
            new Text(
                "Eighty points of two half moons, 15 in 100 of them with the wrong label, and a network of 17,000 weights. It can learn each "
                    + "point by heart, the wrong ones too: the loss of the learned points falls on and on, while that of new points falls at first "
                    + $"and then rises. Early stopping keeps the weights of the epoch in which the loss of held-out points was lowest, here epoch {stop}. "
                    + "Dropout leaves out half of the hidden elements in each step, so that none can rely on one other; it learns more slowly, and "
                    + "less by heart."
            ),
            new Figure(
                new Chart(
                    "The loss of learned and of new points by the epoch",
                    new Axis("epoch", 0, Epochs),
                    new Axis("cross-entropy", 0, 1.2),
                    new Line("learned points", Chart.Color(0, 4), Points(plain.Learned), IsDashed: true),
                    new Line("new points", Chart.Color(0, 4), Points(plain.Unseen)),
                    new Line("learned points, dropout", Chart.Color(1, 4), Points(dropout.Learned), IsDashed: true),
                    new Line("new points, dropout", Chart.Color(1, 4), Points(dropout.Unseen)),
                    new Dots("early stopping", "var(--ink)", [new(stop, plain.Unseen[stop - 1])], 5)
                ),
                "Dashed: points that are learned. Solid: new ones."
            ),
            new Table(
                "The cross-entropy of new points.",
                ["network", "at the end", "lowest", "in epoch"],
                [
                    ["plain", plain.Unseen[^1].Say(3), plain.Unseen[stop - 1].Say(3), $"{stop}"],
                    ["dropout", dropout.Unseen[^1].Say(3), dropout.Unseen[dropout.Best - 1].Say(3), $"{dropout.Best}"],
                ]
            )
        );
    }

    private static Curves Train(Layer model, Dataset<float> learned, Dataset<float> unseen)
    {
        Key key = 4;
        var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-2));
        var state = training.Init(key, learned.InputShape);
        var batches = learned.Shuffle(key.Split("shuffle")).Batches(20);
        var (own, other) = (new List<double>(), new List<double>());
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            state = training.Fold(state, batches.Epoch(epoch));
            own.Add(training.Evaluate(state, learned.All()));
            other.Add(training.Evaluate(state, unseen.All()));
        }

        return new(own, other);
    }

    // Two interleaved half circles; some labels are flipped.
    private static Dataset<float> Moons(Key key, int count)
    {
        var along = Numbers.Uniform(key.Split("along"), count, 0, Math.PI);
        var noise = Numbers.Normal(key.Split("noise"), 2 * count);
        var turned = Numbers.Uniform(key.Split("turned"), count, 0, 1);
        var inputs = new float[2 * count];
        var labels = new float[count];
        for (var i = 0; i < count; i++)
        {
            var side = i % 2 == 0 ? 1 : -1;
            inputs[2 * i] = (float)((side * Math.Cos(along[i])) + (side < 0 ? 1 : 0) - 0.5 + (0.15 * noise[2 * i]));
            inputs[(2 * i) + 1] = (float)(
                (side * Math.Sin(along[i])) + (side < 0 ? 0.5 : 0) - 0.25 + (0.15 * noise[(2 * i) + 1])
            );
            labels[i] = side > 0 == turned[i] > WrongShare ? 1 : 0;
        }

        return new(new(new(count, 2), inputs), Tensor.Vector<float>(labels));
    }

    private static Point[] Points(IReadOnlyList<double> losses) =>
        [.. losses.Select((loss, i) => new Point(i + 1, loss))];
}

/// <summary>The training and validation loss after each epoch.</summary>
internal sealed record Curves(IReadOnlyList<double> Learned, IReadOnlyList<double> Unseen)
{
    /// <summary>Gets the epoch, from 1, with the lowest validation loss.</summary>
    public int Best => 1 + Unseen.Select((loss, i) => (loss, i)).Min().i;
}
