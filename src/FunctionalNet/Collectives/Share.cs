namespace FunctionalNet.Execution;

/// <summary>The rows of a batch that are computed here, while other ranks or threads compute the others.</summary>
/// <param name="Courier">What adds up over all of them.</param>
/// <param name="Whole">The rows of the batch.</param>
/// <param name="First">The first row that is computed here.</param>
/// <param name="Count">How many are.</param>
internal sealed record Share(Courier Courier, int Whole, int First, int Count)
{
    /// <summary>The share of a part of a batch that is cut as evenly as can be.</summary>
    public static Share Of(Courier courier, int whole, int parts, int part)
    {
        var first = Partition.Share(whole, parts, part);
        return new(courier, whole, first, Partition.Share(whole, parts, part + 1) - first);
    }

    /// <summary>The sum over all shares.</summary>
    public Expr Sum(Expr x) => new(new AllReduce(Courier), x);

    /// <summary>A mean over the rows of the batch, from that over the rows of this share.</summary>
    public Expr Mean(Expr mean) => Sum(mean * Weight);

    /// <summary>Gets what a mean over the rows here counts in that over the batch.</summary>
    public double Weight => (double)Count / Whole;
}
