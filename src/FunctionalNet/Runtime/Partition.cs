namespace FunctionalNet.Execution;

/// <summary>
/// Work in parts that know nothing of each other. How many there are follows from the shapes alone and never from the threads, where sums
/// depend on it.
/// </summary>
/// <param name="parts">How many.</param>
/// <param name="run">Does one part; the worker, below the team's threads, tells scratch memory apart.</param>
/// <param name="isSmall">Whether it is so little that the caller does it alone.</param>
internal sealed class Partition(int parts, Action<int, int> run, bool isSmall = false) : ParallelBody
{
    /// <summary>Below so many additions and multiplications it costs more to wake other threads than they save.</summary>
    public const long FlopsWorthAThread = 400_000;

    /// <summary>Gets how many parts there are.</summary>
    public int Parts => parts;

    /// <summary>How many pieces of a size it takes for a total: the quotient, rounded up.</summary>
    public static int Up(int total, int size) => (total + size - 1) / size;

    /// <summary>Where a part of a total begins that is cut as evenly as can be.</summary>
    public static int Share(int total, int parts, int part) => (int)((long)total * part / parts);

    /// <summary>Does all parts.</summary>
    public void Run(Team team)
    {
        if (!isSmall)
        {
            team.Run(this, parts);
            return;
        }

        for (var part = 0; part < parts; part++)
        {
            run(part, team.Worker);
        }
    }

    /// <inheritdoc/>
    public override void Run(int part, int worker) => run(part, worker);
}
