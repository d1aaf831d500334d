namespace FunctionalNet.Runtime;

/// <summary>The places of the largest scores of two models, row by row, beside each other and beside the labels.</summary>
/// <param name="labels">The place that is right for each row; null where that is not known.</param>
internal sealed class Classes(Tensor<float>? labels)
{
    private int same;
    private (int First, int Second) right;

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Gets the share of rows where both have one place.</summary>
    public double Same => Rows == 0 ? 1 : (double)same / Rows;

    /// <summary>Gets the shares of rows where each has the right place.</summary>
    public (double First, double Second)? Accuracy =>
        labels is null ? null : ((double)right.First / Math.Max(1, Rows), (double)right.Second / Math.Max(1, Rows));

    /// <summary>Adds the scores of a batch, as many for each row; none where they cannot be divided among so many.</summary>
    public void Add(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int rows)
    {
        var width = rows > 0 && first.Length % rows == 0 ? first.Length / rows : 0;
        for (var row = 0; width > 0 && row < rows; row++)
        {
            var (a, b) = (Place(first.Slice(row * width, width)), Place(second.Slice(row * width, width)));
            same += a == b ? 1 : 0;
            if (labels is not null && Rows < labels.Length)
            {
                var label = (int)labels.Span[Rows];
                right = (right.First + (a == label ? 1 : 0), right.Second + (b == label ? 1 : 0));
            }

            Rows++;
        }
    }

    private static int Place(ReadOnlySpan<double> scores)
    {
        var place = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            place = scores[i] > scores[place] ? i : place;
        }

        return place;
    }
}
