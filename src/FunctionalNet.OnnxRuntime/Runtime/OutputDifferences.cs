namespace FunctionalNet.Runtime;

/// <summary>Accumulates the differences between one output of two models, batch by batch.</summary>
/// <param name="name">The name of the output.</param>
internal sealed class OutputDifferences(string name)
{
    private double largest;
    private double relative;

    /// <summary>Gets the sum of the differences.</summary>
    public double Sum { get; private set; }

    /// <summary>Gets the number of elements.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the result.</summary>
    public OutputDifference Report => new(name, largest, relative, Sum / Math.Max(1, Count));

    /// <summary>Adds the outputs for a batch, of equal length. Equal infinities and NaNs do not differ.</summary>
    /// <param name="first">The output of the first model.</param>
    /// <param name="second">The output of the second model.</param>
    /// <param name="isCounted">Whether the samples count in the mean.</param>
    public void Add(ReadOnlySpan<double> first, ReadOnlySpan<double> second, bool isCounted = true)
    {
        for (var i = 0; i < first.Length; i++)
        {
            var difference = first[i].Equals(second[i]) ? 0 : Math.Abs(first[i] - second[i]);
            (largest, Sum) = (Math.Max(largest, difference), isCounted ? Sum + difference : Sum);
            relative = Math.Max(relative, difference == 0 ? 0 : difference / (1 + Math.Abs(first[i])));
        }

        Count += isCounted ? first.Length : 0;
    }
}
