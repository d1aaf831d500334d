namespace FunctionalNet.Execution;

internal abstract class Work
{
    public abstract void Run(int part, int worker);
}

internal sealed class Team(int threads)
{
    public static Team Shared { get; } = new(1);

    public int Threads => threads;

    public void Run(Work work, int parts)
    {
        for (var i = 0; i < parts; i++)
        {
            work.Run(i, 0);
        }
    }
}
