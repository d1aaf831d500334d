using Xunit;

namespace FunctionalNet.MpiTests;

/// <summary>Processes over MPI end with the same state.</summary>
[Collection(MpiRun.OneAtATime)]
public sealed class RanksTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("functionalnet-mpi").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task All_ranks_have_the_same_bits(int ranks) =>
        Assert.Single((await MpiRun.Ranks(ranks, "train")).Told(ranks).Distinct(StringComparer.Ordinal));

    [Fact]
    public async Task One_rank_has_those_of_a_process_without_any()
    {
        var one = (await MpiRun.Ranks(1, "train")).Told(1);
        Assert.Equal((await MpiRun.Alone("FunctionalNet.Mpi.Rank.dll", "train")).Told(1), one);
    }

    [Fact]
    public async Task Several_buckets_on_a_thread_of_their_own_come_to_the_same() =>
        Assert.Single((await MpiRun.Ranks(2, "train", "wide=2500")).Told(2).Distinct(StringComparer.Ordinal));

    [Fact]
    public async Task Shards_have_the_bits_of_one_process_on_any_number_of_ranks()
    {
        var one = (await MpiRun.Alone("FunctionalNet.Mpi.Rank.dll", "train", "shards=8")).Told(1)[0];
        foreach (var ranks in new[] { 1, 2, 4 })
        {
            Assert.All((await MpiRun.Ranks(ranks, "train", "shards=8")).Told(ranks), told => Assert.Equal(one, told));
        }
    }

    [Fact]
    public async Task Shards_killed_on_four_ranks_go_on_on_two()
    {
        var whole = (await MpiRun.Alone("FunctionalNet.Mpi.Rank.dll", "train", "shards=8")).Told(1)[0];
        var killed = await MpiRun.Ranks(4, "train", "shards=8", $"checkpoints={folder}", "dies=17");
        Assert.NotEqual(0, killed.ExitCode);
        Assert.NotEmpty(Directory.GetFiles(folder, "step-*"));
        Assert.All(
            (await MpiRun.Ranks(2, "train", "shards=8", $"checkpoints={folder}")).Told(2),
            told => Assert.Equal(whole, told)
        );
    }

    [Fact]
    public async Task A_run_that_died_goes_on_from_its_checkpoint()
    {
        var whole = (await MpiRun.Ranks(2, "train")).Told(2);
        var killed = await MpiRun.Ranks(2, "train", $"checkpoints={folder}", "dies=17");
        Assert.NotEqual(0, killed.ExitCode);
        Assert.Equal(whole, (await MpiRun.Ranks(2, "train", $"checkpoints={folder}")).Told(2));
    }

    [Fact]
    public async Task A_step_allocates_nothing() =>
        Assert.All((await MpiRun.Ranks(2, "allocate")).Told(2), told => Assert.Equal("none", told));

    [Fact]
    public async Task A_null_reference_is_an_exception_as_everywhere() =>
        Assert.All((await MpiRun.Ranks(2, "null")).Told(2), told => Assert.Equal("caught", told));

    [Fact]
    public async Task A_rank_that_has_ended_waits_for_one_that_still_writes()
    {
        var ended = await MpiRun.Ranks(2, "late");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("rank 0 has written", ended.Output, StringComparison.Ordinal);
    }
}
