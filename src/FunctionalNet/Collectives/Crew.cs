using System.Runtime.ExceptionServices;

namespace FunctionalNet.Execution;

/// <summary>
/// Threads that each do their piece of a work together, and may wait for each other within it: unlike those of a <see cref="Team"/> all
/// run at the same time. The caller is the first; a run allocates nothing.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Action<int> work;
    private readonly Action<Exception> failed;
    private readonly Meeting start;
    private readonly Meeting end;
    private Exception? failure;
    private bool isOver;

    /// <summary>Initializes a new instance of the <see cref="Crew"/> class.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="work">What the one of this number does.</param>
    /// <param name="failed">Tells the others, who may wait within the work, that one of them has failed.</param>
    public Crew(int count, Action<int> work, Action<Exception> failed)
    {
        (this.work, this.failed, start, end) = (work, failed, new(count), new(count));
        for (var i = 1; i < count; i++)
        {
            var number = i;
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"FunctionalNet part {number}" }.Start();
        }
    }

    /// <summary>Does the work and returns when all have done theirs, or have failed.</summary>
    public void Run()
    {
        start.Meet();
        Try(0);
        end.Meet();
        if (failure is { } error)
        {
            failure = null;
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (!isOver)
        {
            isOver = true;
            start.Meet();
        }
    }

    private void Loop(int number)
    {
        for (start.Meet(); !isOver; start.Meet())
        {
            Try(number);
            end.Meet();
        }
    }

    private void Try(int number)
    {
        try
        {
            work(number);
        }
        catch (Exception e)
        {
            // What the first one has is the caller's; the others fail since they wait for it.
            Interlocked.CompareExchange(ref failure, e, null);
            failed(e);
        }
    }
}
