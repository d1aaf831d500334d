using System.Diagnostics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Runtime;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Each_part_runs_once(int threads)
    {
        using var team = new Team(threads);
        foreach (var parts in (int[])[0, 1, 2, 3, 7, 64, 1000])
        {
            for (var repeat = 0; repeat < 50; repeat++)
            {
                var work = new Count(parts, threads);
                team.Run(work, parts);
                Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            }
        }
    }

    [Fact]
    public void A_parked_team_wakes()
    {
        using var team = new Team(2);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var meeting = new Meet(2);
            team.Run(meeting, 2);
            Assert.True(meeting.Met);
            Thread.Sleep(3);
        }
    }

    [Fact]
    public void A_nested_run_keeps_its_worker()
    {
        using var team = new Team(3);
        var work = new Nest(team, 40);
        team.Run(work, 40);
        Assert.Equal(40 * 5, work.Inner);
        Assert.True(work.SameWorker);
        Assert.False(team.IsInside);
    }

    [Fact]
    public void Two_callers_at_once_each_get_their_parts()
    {
        using var team = new Team(3);
        Parallel.For(
            0,
            4,
            _ =>
            {
                for (var repeat = 0; repeat < 500; repeat++)
                {
                    var work = new Count(17, 3);
                    team.Run(work, 17);
                    Assert.All(work.Runs, runs => Assert.Equal(1, runs));
                }
            }
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_team_lives_on(int threads)
    {
        using var team = new Team(threads);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var e = Assert.Throws<InvalidDataException>(() => team.Run(new Throw(repeat), 20));
            Assert.Equal("part", e.Message);
            Assert.False(team.IsInside);
            var work = new Count(9, threads);
            team.Run(work, 9);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void A_disposed_team_works_on_the_caller()
    {
        var team = new Team(3);
        team.Run(new Count(9, 3), 9);
        team.Dispose();
        team.Dispose();
        var work = new Count(9, 1);
        team.Run(work, 9);
        Assert.All(work.Runs, runs => Assert.Equal(1, runs));
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        using var team = new Team(2);
        var work = new Count(5, 2);
        team.Run(work, 5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            team.Run(work, 5);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_idle_team_parks()
    {
        using var team = new Team(4);
        team.Run(new Count(8, 4), 8);
        Assert.True(SpinWait.SpinUntil(() => team.Parked == 3, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("", 6)]
    [InlineData(null, 6)]
    [InlineData("3", 3)]
    public void Threads_come_from_the_environment(string? value, int threads) =>
        Assert.Equal(threads, Team.ParseThreads(value, otherwise: 6));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("99999")]
    public void A_wrong_number_of_threads_is_named(string value)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Team.ParseThreads(value, otherwise: 6));
        Assert.Contains($"'{value}'", e.Message, StringComparison.Ordinal);
    }

    private sealed class Count(int parts, int threads) : ParallelBody
    {
        public int[] Runs { get; } = new int[parts];

        public override void Run(int part, int worker)
        {
            Interlocked.Increment(ref Runs[part]);
            if (worker < 0 || worker >= threads)
            {
                throw new InvalidOperationException($"worker {worker} of {threads}");
            }
        }
    }

    private sealed class Meet(int threads) : ParallelBody
    {
        private int arrived;

        public bool Met => Volatile.Read(ref arrived) == threads;

        public override void Run(int part, int worker)
        {
            Interlocked.Increment(ref arrived);
            SpinWait.SpinUntil(() => Met, TimeSpan.FromSeconds(10));
        }
    }

    private sealed class Nest(Team team, int parts) : ParallelBody
    {
        private readonly int[] runs = new int[parts];

        public int Inner => runs.Sum();

        public bool SameWorker { get; private set; } = true;

        public override void Run(int part, int worker) => team.Run(new Inside(this, part, worker), 5);

        private sealed class Inside(Nest nest, int outer, int outerWorker) : ParallelBody
        {
            public override void Run(int part, int worker)
            {
                Interlocked.Increment(ref nest.runs[outer]);
                if (worker != outerWorker)
                {
                    nest.SameWorker = false;
                }
            }
        }
    }

    private sealed class Throw(int at) : ParallelBody
    {
        public override void Run(int part, int worker)
        {
            if (part == at)
            {
                throw new InvalidDataException("part");
            }
        }
    }
}
