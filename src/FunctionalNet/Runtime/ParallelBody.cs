namespace FunctionalNet.Execution;

/// <summary>Work that falls into independent parts. A kernel derives from it and keeps its arguments in fields.</summary>
internal abstract class ParallelBody
{
    /// <summary>Does one part; <paramref name="worker"/>, below the team's threads, tells scratch memory apart.</summary>
    public abstract void Run(int part, int worker);
}
