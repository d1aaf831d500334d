using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// The progress of a fit: everything that the rest of it depends on; what is not in the state is stored in the metadata of its checkpoints.
/// </summary>
/// <param name="State">The state.</param>
/// <param name="Best">The state after the best epoch; the start before the first.</param>
/// <param name="Scores">The scores of the completed epochs.</param>
/// <param name="Losses">The losses of the current epoch.</param>
/// <param name="Patience">The state of early stopping, derived from the scores.</param>
/// <param name="Learned">The last report of an epoch; null before the first.</param>
internal sealed record Progress<T>(
    TrainState<T> State,
    TrainState<T> Best,
    ImmutableArray<double> Scores,
    ImmutableArray<double> Losses,
    Patience Patience,
    FitProgress<T>? Learned
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string ScoresNote = "scores";
    private const string LossesNote = "losses";
    private const string MovedNote = "moved";
    private const string BegunNote = "begun";
    private const string TotalsNote = "totals";

    /// <summary>Gets the origin of a non-finite value; null if there is none.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>Gets why the held-out loss of the epoch is NaN, which early stopping cannot compare; null if it is a number.</summary>
    public string? Unjudged { get; init; }

    /// <summary>Gets how far the last epoch moved the parameters; infinity if unknown.</summary>
    public double Moved { get; init; } = double.PositiveInfinity;

    /// <summary>Gets the totals of the losses of the current epoch; see <see cref="LossTally"/>.</summary>
    public ImmutableArray<double> Totals { get; init; } = [];

    /// <summary>Gets the number of samples that this process has processed in the current epoch.</summary>
    public long Samples { get; init; }

    /// <summary>Gets the number of steps before this fit.</summary>
    public long Begun { get; init; } = State.Step;

    /// <summary>The progress before the first step.</summary>
    public static Progress<T> Start(TrainState<T> state) => new(state, state, [], [], Patience.Start, null);

    /// <summary>The progress from a checkpoint.</summary>
    public static Either<Error, Progress<T>> Of(TrainState<T> state, IReadOnlyDictionary<string, string> notes) =>
        from scores in Numbers(notes, ScoresNote)
        from losses in Numbers(notes, LossesNote)
        from moved in Numbers(notes, MovedNote)
        from begun in Numbers(notes, BegunNote)
        from totals in Numbers(notes, TotalsNote)
        select Start(state) with
        {
            Begun = (long)begun.FirstOrDefault(),
            Totals = totals,
            Scores = scores,
            Losses = losses,
            Moved = moved.FirstOrDefault(double.PositiveInfinity),
        };

    /// <summary>The metadata of a checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, string>> Notes() =>
        [
            KeyValuePair.Create(ScoresNote, Text(Scores)),
            KeyValuePair.Create(LossesNote, Text(Losses)),
            KeyValuePair.Create(MovedNote, Text([Moved])),
            KeyValuePair.Create(BegunNote, Text([Begun])),
            KeyValuePair.Create(TotalsNote, Text(Totals)),
        ];

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static Either<Error, ImmutableArray<double>> Numbers(IReadOnlyDictionary<string, string> notes, string name)
    {
        var words = (notes.GetValueOrDefault(name) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return Error.New($"its note on {name} cannot be read: '{words[i]}' is no number");
            }
        }

        return ImmutableArray.Create(numbers);
    }
}
