using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Work that treats each row of a matrix alone, several rows at a time on each thread.</summary>
internal abstract class RowKernel : Kernel
{
    private const int ElementsPerPart = 1 << 13;

    private readonly Team team;
    private readonly Block block;
    private readonly int parts;

    /// <summary>Initializes a new instance of the <see cref="RowKernel"/> class.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The elements of a row, to judge how many rows are worth a thread.</param>
    /// <param name="team">The threads.</param>
    protected RowKernel(int rows, int columns, Team team)
    {
        this.team = team;
        var perPart = Math.Max(1, ElementsPerPart / Math.Max(1, columns));
        parts = (rows + perPart - 1) / perPart;
        block = new Block(this, rows, perPart);
    }

    public override void Run() => team.Run(block, parts);

    /// <summary>Treats one row.</summary>
    protected abstract void Row(int row);

    private sealed class Block(RowKernel kernel, int rows, int perPart) : Work
    {
        public override void Run(int part, int worker)
        {
            var end = Math.Min(rows, (part + 1) * perPart);
            for (var row = part * perPart; row < end; row++)
            {
                kernel.Row(row);
            }
        }
    }
}
