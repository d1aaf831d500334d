using System.Runtime.Versioning;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Runtime;

[SupportedOSPlatform("linux")]
public sealed class PlacementTests
{
    [Fact]
    public void A_sleeper_is_kept_from_one_processor_until_it_is_awake()
    {
        var (before, kept, after) = (string.Empty, string.Empty, string.Empty);
        using var ready = new SemaphoreSlim(0);
        using var wake = new SemaphoreSlim(0);
        Placement? placement = null;
        var status = string.Empty;
        var sleeper = new Thread(() =>
        {
            placement = new();
            status = $"/proc/self/task/{Path.GetFileName(new DirectoryInfo("/proc/thread-self").LinkTarget)}/status";
            before = Mask(status);
            ready.Release();
            wake.Wait();
            placement.Free();
            after = Mask(status);
        });
        sleeper.Start();
        ready.Wait(TestContext.Current.CancellationToken);
        placement!.KeepAway();
        kept = Mask(status);
        wake.Release();
        sleeper.Join();
        Assert.Equal(before, after);
        Assert.Equal(Math.Max(1, Processors(before) - 1), Processors(kept));
    }

    [Fact]
    public void A_worker_that_slept_may_run_wherever_the_process_may()
    {
        using var team = new Team(2);
        var masks = new Masks();
        for (var repeat = 0; repeat < 5; repeat++)
        {
            team.Run(masks, 2);
            Assert.True(SpinWait.SpinUntil(() => team.Parked == 1, TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(2, masks.Workers.Distinct().Count());
        Assert.All(masks.Found, mask => Assert.Equal(Mask("/proc/self/status"), mask));
    }

    private static string Mask(string status) =>
        File.ReadLines(status).First(line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal));

    private static int Processors(string mask) =>
        mask["Cpus_allowed:".Length..]
            .Where(char.IsAsciiHexDigit)
            .Sum(digit => int.PopCount(Convert.ToInt32($"{digit}", 16)));

    // Each part waits for the other, so that they run on two threads.
    private sealed class Masks : ParallelBody
    {
        private int arrived;

        public List<string> Found { get; } = [];

        public List<int> Workers { get; } = [];

        public override void Run(int part, int worker)
        {
            var meeting = (Interlocked.Increment(ref arrived) + 1) / 2 * 2;
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= meeting, TimeSpan.FromSeconds(10)));
            lock (Found)
            {
                Found.Add(Mask("/proc/thread-self/status"));
                Workers.Add(worker);
            }
        }
    }
}
