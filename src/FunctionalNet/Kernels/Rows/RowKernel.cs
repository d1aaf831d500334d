using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Work on independent rows of a matrix, several rows per part.</summary>
internal abstract class RowKernel : Kernel
{
    private const int ElementsPerPart = 1 << 13;

    private readonly Partition partition;

    /// <summary>Initializes a new instance of the <see cref="RowKernel"/> class.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of elements per row, which determines how many rows are worth a thread.</param>
    /// <param name="team">The threads.</param>
    protected RowKernel(int rows, int columns, Team team)
    {
        Team = team;
        var perPart = Math.Max(1, ElementsPerPart / Math.Max(1, columns));
        partition = new Partition(
            Partition.CeilDiv(rows, perPart),
            (part, _) => Rows(part * perPart, Math.Min(rows, (part + 1) * perPart))
        );
    }

    /// <summary>Gets the threads.</summary>
    protected Team Team { get; }

    public override void Run() => partition.Run(Team);

    /// <summary>Processes one row.</summary>
    protected abstract void Row(int row);

    private void Rows(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            Row(row);
        }
    }
}
