namespace FunctionalNet.Execution;

/// <summary>
/// Work in independent parts. Where sums depend on the number of parts, it follows from the shapes alone and never from the number of
/// threads.
/// </summary>
/// <param name="parts">The number of parts.</param>
/// <param name="run">Runs one part; the worker index, below the number of threads of the team, selects the scratch memory.</param>
/// <param name="isSmall">Whether the work is too small for more than one thread: the caller then runs it alone.</param>
internal sealed class Partition(int parts, Action<int, int> run, bool isSmall = false) : ParallelBody
{
    /// <summary>Below this number of additions and multiplications, waking other threads costs more than they save.</summary>
    public const long FlopsWorthAThread = 400_000;

    /// <summary>Gets the number of parts.</summary>
    public int Parts => parts;

    /// <summary>The number of pieces of a size that cover a total: the quotient, rounded up.</summary>
    public static int CeilDiv(int total, int size) => (int)(((long)total + size - 1) / size);

    /// <summary>The start of a part when a total is split as evenly as possible.</summary>
    public static int PartStart(int total, int parts, int part) => (int)((long)total * part / parts);

    /// <summary>Runs all parts.</summary>
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
