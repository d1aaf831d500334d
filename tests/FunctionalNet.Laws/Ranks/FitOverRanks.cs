using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Ranks;

/// <summary>A fit over ranks: rank 0 decides whatever depends on time and writes the checkpoints; all ranks resume from these.</summary>
public sealed class FitOverRanks : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("functionalnet-ranks").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Ends_with_the_bits_of_one_that_was_never_interrupted()
    {
        var whole = Fit(new() { Epochs = 6, Patience = 2 }, ranks: 2)[0];
        var options = new FitOptions<float>
        {
            Epochs = 6,
            Patience = 2,
            Checkpoints = new(folder),
            CheckpointEvery = 2,
        };

        // Only rank 0 is cancelled during an epoch and must tell the other rank.
        var stopped = ThreadRanks.Run(
            2,
            ranks =>
            {
                using var stop = new CancellationTokenSource();
                var steps = 0;
                var counted = Batches().Stage((batches, _) => batches.Select(Counted));
                return Fit(options with { Stop = stop.Token }, ranks, counted);

                Batch<float> Counted(Batch<float> batch)
                {
                    if (++steps == 5 && ranks.Rank == 0)
                    {
                        stop.Cancel();
                    }

                    return batch;
                }
            }
        );
        Assert.All(stopped, one => Assert.Equal(StopReason.Stopped, one.Ended));
        Assert.All(stopped, one => Assert.Equal(stopped[0].Last.Step, one.Last.Step));
        Assert.InRange(stopped[0].Last.Step, 1, whole.Last.Step - 1);
        Assert.All(
            Fit(options, ranks: 2),
            one =>
            {
                Assert.Null(States.Difference(whole.Last, one.Last));
                Assert.Null(States.Difference(whole.Best, one.Best));
                Assert.Equal(whole.Ended, one.Ended);
            }
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(30)]
    public void Has_the_loss_of_one_process_on_what_is_held_out(int size)
    {
        // Batch sizes for which 100 samples give 50, 34 and 4 batches, the last two with a partial batch: more and fewer than ranks.
        var heldOut = Batches(size);
        var options = new FitOptions<float> { Epochs = 2, HeldOut = heldOut };
        foreach (var history in Fit(options, ranks: 5))
        {
            var expected = Training().Evaluate(history.Last, heldOut);
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(expected),
                BitConverter.DoubleToInt64Bits(history.Epochs[^1].HeldOut)
            );
        }
    }

    [Fact]
    public void Says_on_each_rank_which_label_of_what_is_held_out_names_no_class()
    {
        var all = Run.Of([], "Sgd", 100, 3).Batches<float>(epochs: 1)[0];
        var wrong = Tensor.Vector([.. all.Targets.Span[..^1], 7f]);
        var options = new FitOptions<float> { HeldOut = new Dataset<float>(all.Inputs, wrong).Batches(5) };
        var errors = ThreadRanks.Run(
            2,
            ranks =>
            {
                var training = Training().On(ranks);
                return training
                    .Fit(training.Init(1, new(Run.Features)), Batches(), options)
                    .Match(_ => "fine", e => e.Message);
            }
        );
        Assert.Contains("7", errors[0], StringComparison.Ordinal);
        Assert.Equal(errors[0], errors[1]);
    }

    [Fact]
    public void Ends_by_the_clock_of_rank_0()
    {
        var ended = ThreadRanks.Run(
            3,
            ranks =>
                Fit(
                    new()
                    {
                        Epochs = 100_000,
                        Time = ranks.Rank == 0 ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromDays(1),
                    },
                    ranks,
                    Batches()
                )
        );
        Assert.All(ended, one => Assert.Equal(StopReason.Time, one.Ended));
        Assert.All(ended, one => Assert.Null(States.Difference(ended[0].Last, one.Last)));
    }

    [Fact]
    public void Says_on_each_rank_that_a_checkpoint_cannot_be_written()
    {
        File.WriteAllText(Path.Combine(folder, "file"), "no folder");
        var options = new FitOptions<float>
        {
            Epochs = 2,
            Checkpoints = new(Path.Combine(folder, "file", "checkpoints")),
        };
        var errors = ThreadRanks.Run(
            2,
            ranks =>
            {
                var training = Training().On(ranks);
                return training
                    .Fit(training.Init(1, new(Run.Features)), Batches(), options)
                    .Match(_ => "fine", e => e.Message);
            }
        );
        Assert.Contains("cannot make the folder", errors[0], StringComparison.Ordinal);
        Assert.Equal("rank 0 could not write a checkpoint", errors[1]);
    }

    [Theory]
    [InlineData(4, null, "it is of a training with 4 shards, not with batches as a whole")]
    [InlineData(null, 4, "it is of a training with batches as a whole, not with 4 shards")]
    [InlineData(4, 8, "it is of a training with 4 shards, not with 8 shards")]
    public void A_checkpoint_tells_the_shards(int? written, int? read, string error)
    {
        var file = Path.Combine(folder, "state.safetensors");
        var before = Cut(written);
        Assert.True(before.Step(before.Init(1, new(Run.Features)), Batches().First()).Save(file).IsRight);
        Assert.True(before.Load(file, new(Run.Features)).IsRight);
        Assert.Contains(
            error,
            Cut(read).Load(file, new(Run.Features)).Match(_ => "fine", e => e.Message),
            StringComparison.Ordinal
        );

        static Training<float> Cut(int? shards) => shards is { } count ? Training().Shards(count) : Training();
    }

    [Fact]
    public void Ranks_that_begin_with_other_states_do_not_begin()
    {
        var wrong = Assert.Throws<AggregateException>(() =>
            ThreadRanks.Run(
                2,
                ranks =>
                {
                    var training = Training().On(ranks);
                    return training.Fold(training.Init(ranks.Rank, new(Run.Features)), Batches());
                }
            )
        );
        Assert.Contains(
            wrong.InnerExceptions,
            error => error.Message.StartsWith("The ranks disagree", StringComparison.Ordinal)
        );
    }

    private static Training<float> Training() =>
        FunctionalNet.Training.Of(
            Dense(8, bias: false) >> BatchNorm() >> Tanh() >> Dropout(0.2) >> Dense(Run.Classes),
            SoftmaxCrossEntropy(),
            Adam(0.01) >> ReduceOnPlateau(every: 3, patience: 0),
            threads: 1
        );

    private static Batches<float> Batches(int size = 5)
    {
        var all = Run.Of([], "Sgd", 100, 3).Batches<float>(epochs: 1)[0];
        return new Dataset<float>(all.Inputs, all.Targets).Shuffle(1).Batches(size);
    }

    private static History<float>[] Fit(FitOptions<float> options, int ranks) =>
        ThreadRanks.Run(ranks, rank => Fit(options, rank, Batches()));

    private static History<float> Fit(FitOptions<float> options, IRanks ranks, Batches<float> batches)
    {
        var training = Training().On(ranks);
        return training.Fit(training.Init(1, new(Run.Features)), batches, options).OrThrow();
    }
}
