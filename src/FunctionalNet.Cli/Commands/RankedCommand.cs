using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;
using Spectre.Console;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// A command that all processes of <c>mpirun</c> run together: rank 0 prints and writes files, and its exit code is that of all.
/// </summary>
internal static class RankedCommand
{
    // If all fail alike, rank 0 reports the error and ends the others before they do.
    private static readonly TimeSpan RankZeroFirst = TimeSpan.FromSeconds(3);

    /// <summary>The option of commands with training.</summary>
    public static System.CommandLine.Option<int?> Shards() =>
        WholeNumber.Optional(
            "--shards",
            "Split each batch into this many shards, a power of two, whose sums have a fixed order: the same bits on any number of ranks up to it.",
            min: 2
        );

    /// <summary>The exit code of a command on the current ranks, which may be this process alone.</summary>
    public static int Of(Func<IRanks, ResultOrError> command) =>
        Mpi.Open().Match(ranks => ranks.Count == 1 ? ExitCode.Of(command(ranks)) : OnAllRanks(ranks, command), Failed);

    /// <summary>A training over ranks, in a number of shards.</summary>
    public static Either<Error, Training<float>> Spread(Training<float> training, int? shards, IRanks ranks)
    {
        try
        {
            return (shards is { } count ? training.Shards(count) : training).On(ranks);
        }
        catch (ArgumentException e)
        {
            return Error.New(e.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>How the parts of the batches were computed, as text; null if batches were not split.</summary>
    /// <param name="training">The training.</param>
    /// <param name="epochs">Its epochs.</param>
    public static string? Told(Training<float> training, IReadOnlyCollection<Epoch> epochs)
    {
        if (training.Spread is not { } spread)
        {
            return null;
        }

        var time = epochs.Sum(epoch => epoch.Duration.TotalSeconds);
        var samples = epochs.Sum(epoch => (double)epoch.Samples);
        string?[] parts =
        [
            spread.Ranks is { } ranks ? $"{ranks.Count} ranks" : null,
            spread.Shards is { } shards ? $"{shards} shards" : null,
            Invariant($"{samples / time:N0} samples/s in all"),
            Invariant($"{spread.Waited.TotalSeconds / time:P0} of the time waiting for other parts of a batch"),
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static int OnAllRanks(IRanks ranks, Func<IRanks, ResultOrError> command)
    {
        // The launcher forwards lines. Only rank 0 writes files; on the others existing files must not be an error.
        if (ranks.Rank > 0)
        {
            GlobalOptions.Current = GlobalOptions.Current with { IsJson = false, IsQuiet = true, Overwrites = true };
            Console.SetOut(TextWriter.Null);
        }

        AnsiConsole.Console = TerminalOutput.Plain(Console.Out);
        return command(ranks)
            .Match(
                result =>
                {
                    Span<byte> common = [(byte)ExitCode.Of(result)];
                    ranks.Broadcast(common);
                    return common[0];
                },
                error =>
                {
                    Thread.Sleep(ranks.Rank == 0 ? TimeSpan.Zero : RankZeroFirst);
                    return ErrorLine.Print(ranks.Rank == 0 ? error.Message : $"rank {ranks.Rank}: {error.Message}");
                }
            );
    }

    private static int Failed(Error error) => ErrorLine.Print($"cannot train over MPI: {error.Message}");
}
