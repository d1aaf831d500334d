using System.Diagnostics;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A work that runs in this process.</summary>
internal sealed class LocalRun(Action work, Func<double[]> result, IDisposable? owned = null) : IRun
{
    public double Seconds(int times)
    {
        work();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public double[] Result() => result();

    public void Dispose() => owned?.Dispose();
}
