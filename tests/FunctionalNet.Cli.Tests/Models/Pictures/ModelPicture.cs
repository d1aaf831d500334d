using System.Xml.Linq;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Models.Pictures;

/// <summary>What the picture of each model shows, worked out by our own executor, whose bits are the same on every machine.</summary>
internal static class ModelPicture
{
    // Of the Mozilla Public License 2.0, which the model of characters has not learned from.
    private const string Sentence = "If it is impossible for You to comply with any of the terms of th";

    private const int Period = 22;
    private const int Seen = 24;
    private const int Continued = 60;
    private const int Grid = 48;

    /// <summary>The drawing for a model, from its file and its recipe.</summary>
    /// <param name="name">The model.</param>
    /// <param name="predictor">The committed file, for its labels and shapes.</param>
    /// <param name="model">The same, in our executor.</param>
    /// <param name="samples">The data of its recipe.</param>
    public static XElement Of(string name, OnnxPredictor predictor, Model<float> model, Samples samples) =>
        name switch
        {
            "iris" => Boundaries(model, samples),
            "sine" => Continuation(model),
            "characters" => Foretold(model, predictor.Labels),
            _ => Confusion(predictor.Inputs[0].Type.Shape, model, samples),
        };

    private static XElement Confusion(Shape input, Model<float> model, Samples samples)
    {
        var matrix = samples
            .HeldOut.Batches(500)
            .Aggregate(
                Metrics.ConfusionMatrix(samples.Labels.Length),
                (all, batch) => all.Add(model.Predict(batch.Inputs.Reshape(input.With(0, batch.Count))), batch.Targets)
            );
        return ConfusionPicture.Of("What is taken for what", samples.Labels, matrix);
    }

    // The plane of petals, with a sepal of mean length and width.
    private static XElement Boundaries(Model<float> model, Samples samples)
    {
        var (all, heldOut) = (samples.Learned.Inputs.Span.ToArray().Chunk(4).ToArray(), samples.HeldOut);
        var (length, width) = (all.Average(flower => flower[0]), all.Average(flower => flower[1]));
        var (x, y) = (new Axis("length of the petal in cm", 0.5, 7.5), new Axis("width of the petal in cm", 0, 2.8));
        var (xs, ys) = (x.Values(Grid), y.Values(Grid));
        var shares = model.Predict(
            Tensor.Of<float>(
                new(Grid * Grid, 4),
                [
                    .. from across in xs
                    from up in ys
                    from number in (float[])[length, width, (float)across, (float)up]
                    select number,
                ]
            )
        );
        (float[] Lengths, float Label)[] flowers =
        [
            .. heldOut.Inputs.Span.ToArray().Chunk(4).Zip(heldOut.Targets.Span.ToArray()),
        ];
        return new Chart(
            "Flowers held out, and where the model changes its mind",
            x,
            y,
            [
                new Contours(Heights(0), [0.5]),
                new Contours(Heights(2), [0.5]),
                .. samples
                    .Labels.Index()
                    .SelectMany(label =>
                        Marks(
                            label.Item,
                            label.Index,
                            [
                                .. flowers
                                    .Where(flower => (int)flower.Label == label.Index)
                                    .Select(flower => new Point(flower.Lengths[2], flower.Lengths[3])),
                            ]
                        )
                    ),
            ]
        ).Draw("iris");

        double[,] Heights(int species)
        {
            var heights = new double[Grid, Grid];
            for (var i = 0; i < Grid * Grid; i++)
            {
                heights[i / Grid, i % Grid] = shares[i, species];
            }

            return heights;
        }

        // The name over the flowers, or below those in the middle.
        static IEnumerable<Mark> Marks(string species, int index, Point[] points) =>
            [
                new Dots(null, Chart.Color(index, 3), points, 4),
                new Words(
                    species,
                    Chart.Color(index, 3),
                    new(
                        points.Average(point => point.X),
                        index == 1 ? points.Min(point => point.Y) - 0.2 : points.Max(point => point.Y) + 0.12
                    )
                ),
            ];
    }

    // The step after each 24 true values, which it has learned to tell; and what comes of it where its own values are taken for true ones.
    private static XElement Continuation(Model<float> model)
    {
        float[] wave = [.. Enumerable.Range(0, Seen + Continued).Select(t => MathF.Sin(t * MathF.Tau / Period))];
        var own = wave[..Seen].ToList();
        while (own.Count < wave.Length)
        {
            own.Add(Next([.. own[^Seen..]]));
        }

        float[] next = [.. Enumerable.Range(0, Continued).Select(from => Next(wave[from..(from + Seen)]))];
        var (seen, told, goesOn) = (Chart.Color(0, 3), Chart.Color(2, 3), Chart.Color(1, 3));
        return new Chart(
            "A wave, the next value that the model tells, and the wave that it makes by itself",
            new("step", 0, Seen + Continued),
            new("value", -1.2, 1.7),
            new Line(null, "var(--soft)", Points(wave, 0), IsDashed: true),
            new Line(null, goesOn, Points([.. own[(Seen - 1)..]], Seen - 1), Width: 2.4),
            new Line(null, seen, Points(wave[..Seen], 0), HasDots: true),
            new Dots(null, told, Points(next, Seen)),
            new Words("24 values", seen, new(Seen / 2.0, 1.45)),
            new Words("the next after each 24 values of the wave", told, new(Seen + (Continued / 2.0), 1.45)),
            new Words("from its own values", goesOn, new(Seen + (Continued / 2.0), 1.2))
        ).Draw("sine");

        float Next(float[] values) => model.Predict(Tensor.Of(new(1, Seen, 1), values))[0, 0];

        static Point[] Points(float[] values, int from) => [.. values.Select((value, t) => new Point(from + t, value))];
    }

    private static XElement Foretold(Model<float> model, IReadOnlyList<string> labels)
    {
        var places = Sentence.Select(letter => labels.ToList().IndexOf($"{letter}")).ToArray();
        var length = Sentence.Length - 1;
        var shares = model.Predict(Tensor.Of<float>(new(1, length), [.. places[..^1].Select(place => (float)place)]));
        return new Chart(
            "How probable the model held each character",
            new("place in the text", 0, length + 1),
            new("probability that it gave to the character", 0, 1.1),
            new Bars(
                Chart.Color(0, 3),
                [
                    .. Enumerable
                        .Range(0, length)
                        .Select(i =>
                            (
                                new Point(i + 1, shares[0, i, places[i + 1]]),
                                Sentence[i + 1] == ' ' ? "·" : $"{Sentence[i + 1]}"
                            )
                        ),
                ]
            )
        ).Draw("characters");
    }
}
