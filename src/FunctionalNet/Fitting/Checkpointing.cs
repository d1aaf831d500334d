using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Saves and restores the states of a training.</summary>
public static class Checkpointing
{
    private const string Version = "functionalnet";
    private const string Step = "step";
    private const string KeyNote = "key";
    private const string Loss = "loss";
    private const string Input = "input";
    private const string Data = "data";
    private const string Shards = "shards";
    private const string Frozen = "frozen";

    // More than any training takes; steps are counted on from it.
    private const long MaxSteps = 1L << 53;

    /// <summary>
    /// Writes everything needed to resume: parameters, slots, step, key, loss, and the description of the batches. The file is flushed to
    /// disk before it is renamed into place: after a crash there is either the old file or the new one. Of frozen weights it stores only
    /// the hash.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="path">The file, by convention with the extension <c>.safetensors</c>. Python reads it too.</param>
    /// <param name="batches">The source of the batches, which a resumed run must match; null to store none.</param>
    /// <returns>Nothing, or why it could not be written.</returns>
    /// <example><code>
    /// Either&lt;Error, Unit&gt; written = trained.Save("digits.safetensors", batches);
    /// </code></example>
    public static Either<Error, Unit> Save<T>(this TrainState<T> state, string path, Batches<T>? batches = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        return new Safetensors<T>(state.ChangingValues, Notes(state, batches, [])).Save(path);
    }

    /// <summary>Reads a state from which the training resumes as if it had never stopped, bit for bit.</summary>
    /// <param name="training">The training. Numbers of the optimizer, such as its learning rate or schedule, and the loss may differ; the
    /// model, as it prints itself, transforms, parameters and slots may not.</param>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of one input, as for <see cref="Training{T}.Init"/>.</param>
    /// <param name="batches">The batches to resume with; null to skip the comparison.</param>
    /// <returns>The state, or what is wrong: the file is missing, damaged, of other batches, or has other paths and shapes.</returns>
    /// <example><code>
    /// TrainState&lt;float&gt; state = training.Load("digits.safetensors", digits.InputShape, batches).OrThrow();
    /// TrainState&lt;float&gt; end = training.Fold(state, batches.Repeat(epochs: 10, after: state.Step));
    /// </code></example>
    public static Either<Error, TrainState<T>> Load<T>(
        this Training<T> training,
        string path,
        Shape input,
        Batches<T>? batches = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(input);
        return Safetensors<T>
            .Load(path)
            .Bind(file =>
                Resume(file, training, input, batches).MapLeft(error => Error.New($"{path}: {error.Message}"))
            );
    }

    /// <summary>
    /// Reads a state from which the training resumes, with the frozen weights of a given state: those of the same training at its start.
    /// </summary>
    /// <param name="start">The state with the frozen weights.</param>
    /// <param name="path">The file.</param>
    /// <param name="batches">The batches to resume with; null to skip the comparison.</param>
    /// <returns>The state, or what is wrong: the file is missing, damaged, of other batches or frozen weights, or has other paths and
    /// shapes.</returns>
    /// <example><code>TrainState&lt;float&gt; state = training.Init(1, new(64)).With(trained.Model.Values).Resume("tuned.safetensors").OrThrow();</code></example>
    public static Either<Error, TrainState<T>> Resume<T>(
        this TrainState<T> start,
        string path,
        Batches<T>? batches = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        return Safetensors<T>
            .Load(path)
            .Bind(file =>
                Resume(file, start.Training, start.Input, batches, start.Values)
                    .MapLeft(error => Error.New($"{path}: {error.Message}"))
            );
    }

    /// <summary>
    /// The state with its parameters and slots of matching paths replaced by those of a file: the start for fine-tuning another model. All
    /// others, step and key are unchanged.
    /// </summary>
    /// <param name="state">The state, such as the result of <see cref="Training{T}.Init"/>.</param>
    /// <param name="path">A safetensors file, written by this library or another.</param>
    /// <param name="match">Which paths to load; each of them that the state has must be in the file, in the same shape.</param>
    /// <returns>The state, or what is wrong with the file, or which paths and shapes differ.</returns>
    /// <example><code>
    /// Either&lt;Error, TrainState&lt;float&gt;&gt; start = training.Init(1, digits.InputShape).Load("pretrained.safetensors", PathFilter.Prefix("encoder/"));
    /// </code></example>
    public static Either<Error, TrainState<T>> Load<T>(this TrainState<T> state, string path, PathFilter match)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(match);
        return Safetensors<T>
            .Load(path)
            .Bind<TrainState<T>>(file =>
            {
                var asked = state.Values.Where(value => match.Takes(value.Key)).ToArray();
                return asked.Length == 0
                        ? Error.New(
                            $"the model has no path that matches {match}: it has {Listing.Of(state.Values.Keys)}"
                        )
                    : Differences.Of(asked.Select(value => (value.Key, value.Value.Shape)), file.Tensors) is { } wrong
                        ? Error.New($"{path}: {wrong}")
                    : state with
                    {
                        Values = state.Values.SetItems(
                            asked.Select(value => KeyValuePair.Create(value.Key, file.Tensors[value.Key]))
                        ),
                    };
            });
    }

    internal static ImmutableSortedDictionary<string, string> Notes<T>(
        TrainState<T> state,
        Batches<T>? batches,
        IEnumerable<KeyValuePair<string, string>> more
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var notes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        notes["format"] = Version;
        notes[Step] = state.Step.ToString(CultureInfo.InvariantCulture);
        notes[KeyNote] = $"{state.Key.High:x16}{state.Key.Low:x16}";
        notes[Loss] = state.Loss.ToString("R", CultureInfo.InvariantCulture);
        notes[Input] = $"{state.Input}";
        notes["training"] = $"{state.Training}";
        notes.AddRange(Fingerprint.Of(state.Training));
        if (batches is not null)
        {
            notes[Data] = $"{batches}";
        }

        if (FrozenHash.Of(state) is { } frozen)
        {
            notes[Frozen] = frozen;
        }

        if (state.Training.Spread?.Shards is { } shards)
        {
            notes[Shards] = shards.ToString(CultureInfo.InvariantCulture);
        }

        notes.AddRange(more);
        return notes.ToImmutable();
    }

    internal static Either<Error, TrainState<T>> Resume<T>(
        Safetensors<T> file,
        Training<T> training,
        Shape input,
        Batches<T>? batches,
        ImmutableSortedDictionary<string, Tensor<T>>? given = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var notes = file.Notes;
        if (!file.IsSealed || notes.GetValueOrDefault("format") is not Version)
        {
            return Error.New("it is no checkpoint of a training; to begin with its weights, load them by a match");
        }

        if (
            !long.TryParse(notes.GetValueOrDefault(Step), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || step > MaxSteps
            || !UInt128.TryParse(
                notes.GetValueOrDefault(KeyNote),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var key
            )
            || !T.TryParse(
                notes.GetValueOrDefault(Loss),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var loss
            )
        )
        {
            return Error.New("its notes on step, key and loss cannot be read");
        }

        if (notes.GetValueOrDefault(Input) is var shape && !string.Equals(shape, $"{input}", StringComparison.Ordinal))
        {
            return Error.New($"it is of a training on inputs of {shape}, not {input}");
        }

        if (
            batches is not null
            && notes.GetValueOrDefault(Data) is { } data
            && !string.Equals(data, $"{batches}", StringComparison.Ordinal)
        )
        {
            return Error.New(
                string.Equals(WithoutKeys(data), WithoutKeys($"{batches}"), StringComparison.Ordinal)
                    ? "it is of a training on these samples in another order, shuffled by another key: resume with the seed that it began with"
                    : $"it is of a training on {data}, not on {batches}"
            );
        }

        var (noted, own) = (notes.GetValueOrDefault(Shards), training.Spread?.Shards);
        if (!string.Equals(noted, own?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            return Error.New($"it is of a training with {Cut(noted)}, not with {Cut($"{own}")}");
        }

        var declared = new List<(string Path, Shape Shape)>();
        var first = new Key((ulong)key, (ulong)(key >> 64));
        var state = training.State(
            first,
            input,
            variable =>
            {
                var (path, expected) = (variable.Variable!.Path, variable.Shape);
                if (variable.Variable.IsFixed)
                {
                    return given?.GetValueOrDefault(path) ?? variable.Variable.Start<T>(first);
                }

                declared.Add((path, expected));
                return file.Tensors.GetValueOrDefault(path) ?? Tensor.Scalar(T.NaN);
            }
        );
        return Differences.Of(declared, file.Tensors, isWhole: true) is { } wrong
                ? Error.New($"it is of another model: {wrong}")
            : Fingerprint.Problem(notes, training) is { } other
                ? Error.New($"{other}; to begin with its weights, load them by a match")
            : !string.Equals(notes.GetValueOrDefault(Frozen), FrozenHash.Of(state), StringComparison.Ordinal)
                ? Error.New(
                    "it goes with other frozen weights, which it does not hold: resume from the state that the training started from"
                )
            : state with { Step = step, Loss = loss };
    }

    // Keys are what samples are shuffled by.
    private static string WithoutKeys(string batches) =>
        Regex.Replace(batches, " by [0-9a-f]{32}", string.Empty, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Cut(string? shards) =>
        string.IsNullOrEmpty(shards) ? "batches as a whole" : $"{shards} shards";
}
