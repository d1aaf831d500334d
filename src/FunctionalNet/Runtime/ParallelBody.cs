namespace FunctionalNet.Execution;

/// <summary>Work that splits into independent parts. A kernel derives from it and keeps its arguments in fields.</summary>
internal abstract class ParallelBody
{
    /// <summary>Runs one part; <paramref name="worker"/>, below the number of threads of the team, selects the scratch memory.</summary>
    public abstract void Run(int part, int worker);
}
