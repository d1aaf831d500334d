using System.Runtime.ExceptionServices;

namespace FunctionalNet.Execution;

/// <summary>
/// Threads that run one work item each, concurrently, and may wait for each other within it; the threads of a <see cref="Team"/> need not
/// run at the same time. The caller is the first; a run allocates nothing.
/// </summary>
internal sealed class ConcurrentThreads : IDisposable
{
    private readonly Action<int> work;
    private readonly Action<Exception> failed;
    private readonly ThreadBarrier start;
    private readonly ThreadBarrier end;
    private Exception? failure;
    private bool isOver;

    /// <summary>Initializes a new instance of the <see cref="ConcurrentThreads"/> class.</summary>
    /// <param name="count">The number of threads.</param>
    /// <param name="work">The work of the thread with this index.</param>
    /// <param name="failed">Called when a thread has failed, so that others that wait within the work end, too.</param>
    public ConcurrentThreads(int count, Action<int> work, Action<Exception> failed)
    {
        (this.work, this.failed, start, end) = (work, failed, new(count), new(count));
        for (var i = 1; i < count; i++)
        {
            var number = i;
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"FunctionalNet part {number}" }.Start();
        }
    }

    /// <summary>Runs the work and returns when all threads have finished or failed.</summary>
    public void Run()
    {
        start.Wait();
        Try(0);
        end.Wait();
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
            start.Wait();
        }
    }

    private void Loop(int number)
    {
        for (start.Wait(); !isOver; start.Wait())
        {
            Try(number);
            end.Wait();
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
            // The first exception is rethrown at the caller; the others follow from it.
            Interlocked.CompareExchange(ref failure, e, null);
            failed(e);
        }
    }
}
