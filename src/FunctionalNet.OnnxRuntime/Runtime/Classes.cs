using FunctionalNet.Kernels;

namespace FunctionalNet.Runtime;

/// <summary>Compares the predicted classes of two models, row by row, with each other and with the labels.</summary>
/// <param name="labels">The label of each row; null if unknown.</param>
internal sealed class Classes(Tensor<float>? labels)
{
    private const int None = -2;

    private int same;
    private (int First, int Second) right;
    private int counted;
    private int width;

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Gets the share of rows with the same class in both. A row with a NaN has no class, which is never the same.</summary>
    public double Same => Rows == 0 ? 1 : (double)same / Rows;

    /// <summary>Gets the accuracy of each, over rows whose label is not ignored (-1); null with one score per row.</summary>
    public (double First, double Second)? Accuracy =>
        labels is null || width == 1
            ? null
            : ((double)right.First / Math.Max(1, counted), (double)right.Second / Math.Max(1, counted));

    /// <summary>Adds the scores of a batch, the same number for each row; ignored if they cannot be divided so.</summary>
    /// <exception cref="LabelException">A label names no class.</exception>
    public void Add(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int rows)
    {
        width = rows > 0 && first.Length % rows == 0 ? first.Length / rows : 0;
        for (var row = 0; width > 0 && row < rows; row++)
        {
            var (a, b) = (Place(first.Slice(row * width, width)), Place(second.Slice(row * width, width)));
            same += a == b && a != None ? 1 : 0;
            if (width > 1 && labels is not null && Rows < labels.Length)
            {
                var label = LabelOf(labels, new(nameof(Accuracy), width, Label.Ignored));
                right = (right.First + (a == label ? 1 : 0), right.Second + (b == label ? 1 : 0));
                counted += label == Label.Ignored ? 0 : 1;
            }

            Rows++;
        }
    }

    private int LabelOf(Tensor<float> from, LabelRule rule) =>
        rule.Is(from.Span[Rows], out var label)
            ? (int)label
            : throw LabelException.Of(rule, from.Span[Rows], Rows, [from.Length]);

    private static int Place(ReadOnlySpan<double> scores)
    {
        var (place, isNaN) = (0, false);
        for (var i = 0; i < scores.Length; i++)
        {
            place = scores[i] > scores[place] ? i : place;
            isNaN |= double.IsNaN(scores[i]);
        }

        return isNaN ? None : place;
    }
}
