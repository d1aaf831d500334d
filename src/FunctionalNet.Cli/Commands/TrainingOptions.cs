using System.CommandLine;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The options that commands with training share. Null or empty values were not given.</summary>
internal sealed record TrainingOptions
{
    /// <summary>The name of the checkpoint folder option, in messages.</summary>
    public const string CheckpointsName = "--checkpoints";

    private static readonly Option<double?> RateOption = Number.Optional(
        "--lr",
        "The learning rate; for a schedule the peak."
    );

    private static readonly Option<int?> EpochsOption = WholeNumber.Optional(
        "--epochs",
        "The number of epochs; the recipe's, or 10.",
        max: 1_000_000
    );

    private static readonly Option<int?> BatchOption = WholeNumber.Optional(
        "--batch",
        "The batch size; the recipe's, or 32."
    );

    private static readonly Option<double?> HeldOutOption = Number.Optional(
        "--held-out",
        "The share of held-out samples for validation; the recipe's, or none.",
        max: 0.9
    );

    private static readonly Option<int?> PatienceOption = WholeNumber.Optional(
        "--patience",
        "Early stopping after this many epochs without improvement, with the best model; the recipe's, or never."
    );

    private static readonly Option<int?> SeedOption = WholeNumber.Optional(
        "--seed",
        "The seed of all random numbers: weights, order, dropout; the recipe's, or 0.",
        min: int.MinValue
    );

    private static readonly Option<DirectoryInfo?> CheckpointsOption = new(CheckpointsName, "--checkpoint")
    {
        Description = "A folder for checkpoints. An interrupted run resumes from the last one.",
    };

    private static readonly Option<int> CheckpointEveryOption = WholeNumber.Option(
        "--checkpoint-every",
        "The number of steps between checkpoints, besides one after each epoch; 0 for none.",
        0,
        min: 0
    );

    private static readonly Option<FileInfo?> ReportOption = new("--report")
    {
        Description = "Where to write a report of the training as one HTML file.",
    };

    private static readonly Option<DirectoryInfo?> BoardOption = new("--tensorboard")
    {
        Description = "A folder for TensorBoard's event files.",
    };

    private static readonly Option<FileInfo?> LogOption = new("--log")
    {
        Description = "A file for one line of JSON per step, written after each epoch: its number, epoch and loss.",
    };

    private static readonly Option<int?> ShardsOption = RankedCommand.Shards();

    public double? Rate { get; init; }

    public int? Epochs { get; init; }

    public int? Batch { get; init; }

    public double? HeldOut { get; init; }

    public int? Patience { get; init; }

    public int? Seed { get; init; }

    /// <summary>Gets the checkpoints; null for none.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Gets the number of steps between checkpoints, besides those after epochs; 0 for none.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Gets the path of the HTML report.</summary>
    public string Report { get; init; } = string.Empty;

    /// <summary>Gets the folder for TensorBoard.</summary>
    public string Board { get; init; } = string.Empty;

    /// <summary>Gets the file for the log of steps.</summary>
    public string Log { get; init; } = string.Empty;

    /// <summary>Gets the number of shards, parts of a batch whose sum has a fixed order; null for none.</summary>
    public int? Shards { get; init; }

    /// <summary>Gets a value indicating whether an interrupted run is resumed, whose files exist already.</summary>
    public bool GoesOn => Checkpoints is { Files.IsEmpty: false };

    /// <summary>Gets a line that says where an interrupted run resumes; empty for a new one.</summary>
    public string Resumed => GoesOn ? $"Goes on from the checkpoint {Checkpoints!.Files[0]}.\n" : string.Empty;

    /// <summary>A line that says that the checkpoint was of a finished training; empty if something was trained.</summary>
    /// <param name="last">The last epoch.</param>
    public string Over(FitProgress<float> last) =>
        (GoesOn && last.Epoch.Losses.IsEmpty ? last.Ended : null) switch
        {
            StopReason.Epochs => WasOver(last, string.Empty, "more --epochs go on, another folder begins anew"),
            StopReason.Patience => WasOver(
                last,
                " by --patience",
                "more --patience goes on, another folder begins anew"
            ),
            StopReason.Converged => WasOver(last, " by convergence", "another folder begins anew"),
            _ => string.Empty,
        };

    private static string WasOver(FitProgress<float> last, string why, string repair) =>
        System.FormattableString.Invariant(
            $"The checkpoint is of a training that was over{why} after {last.Epoch.Number} epochs: nothing is trained, and --lr changes nothing; {repair}.\n"
        );

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [
                    RateOption,
                    EpochsOption,
                    BatchOption,
                    HeldOutOption,
                    PatienceOption,
                    SeedOption,
                    CheckpointsOption,
                    CheckpointEveryOption,
                    ReportOption,
                    BoardOption,
                    LogOption,
                    ShardsOption,
                ]
        )
        {
            command.Add(option);
        }
    }

    /// <summary>The options of a parsed command, or the error if files cannot be written.</summary>
    public static LanguageExt.Either<Error, TrainingOptions> Of(ParseResult arguments) =>
        from kept in Files.WritableFolder(arguments.GetValue(CheckpointsOption))
        from board in Files.WritableFolder(arguments.GetValue(BoardOption))
        let told = new TrainingOptions
        {
            Rate = arguments.GetValue(RateOption),
            Epochs = arguments.GetValue(EpochsOption),
            Batch = arguments.GetValue(BatchOption),
            HeldOut = arguments.GetValue(HeldOutOption),
            Patience = arguments.GetValue(PatienceOption),
            Seed = arguments.GetValue(SeedOption),
            Checkpoints = kept.Length > 0 ? new(kept) : null,
            CheckpointEvery = arguments.GetValue(CheckpointEveryOption),
            Board = board,
            Shards = arguments.GetValue(ShardsOption),
        }
        from paced in told is { CheckpointEvery: > 0, Checkpoints: null }
            ? Error.New("--checkpoint-every is the distance of checkpoints: name their folder with --checkpoints")
            : LanguageExt.Prelude.Right<Error, int>(told.CheckpointEvery)
        from report in Files.New(arguments.GetValue(ReportOption), told.GoesOn)
        from log in Files.New(arguments.GetValue(LogOption), told.GoesOn)
        select told with
        {
            Report = report,
            Log = log,
        };
}
