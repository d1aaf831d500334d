namespace FunctionalNet.Execution;

/// <summary>The rows of a batch that are computed here, while other ranks or threads compute the others.</summary>
/// <param name="Worker">Performs sums over all shares.</param>
/// <param name="Whole">The number of rows of the batch.</param>
/// <param name="First">The first row of the share.</param>
/// <param name="Count">The number of rows of the share.</param>
internal sealed record Share(AllReduceThread Worker, int Whole, int First, int Count)
{
    /// <summary>The share of one part when a batch is split as evenly as possible.</summary>
    public static Share Of(AllReduceThread reducer, int whole, int parts, int part)
    {
        var first = Partition.PartStart(whole, parts, part);
        return new(reducer, whole, first, Partition.PartStart(whole, parts, part + 1) - first);
    }

    /// <summary>The sum over all shares.</summary>
    public Expr Sum(Expr x) => new(new AllReduce(Worker), x);

    /// <summary>A mean over the rows of the batch, from that over the rows of this share.</summary>
    public Expr Mean(Expr mean) => Sum(mean * Weight);

    /// <summary>Gets the weight of this share's mean in the mean over the batch.</summary>
    public double Weight => (double)Count / Whole;
}
