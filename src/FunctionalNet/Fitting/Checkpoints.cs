using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>A folder of checkpoints: the latest ones, named by their steps, and the best.</summary>
/// <param name="Folder">The folder; created with the first checkpoint.</param>
/// <param name="Keep">How many of the latest are kept, at least 1; several protect against a damaged file.</param>
/// <example><code>
/// var checkpoints = new Checkpoints("runs/digits");
/// TrainState&lt;float&gt; start = checkpoints.Latest(training, digits.InputShape).OrThrow().IfNone(() => training.Init(1, digits.InputShape));
/// </code></example>
public sealed record Checkpoints(string Folder, int Keep = 3)
{
    private const string Ending = ".safetensors";
    private const string Prefix = "step-";

    /// <summary>The folder, and the number of states that are kept.</summary>
    public override string ToString() => FormattableString.Invariant($"{Folder}, the last {Keep} states");

    /// <summary>Gets the file of the best state.</summary>
    public string BestFile => Path.Combine(Folder, $"best{Ending}");

    /// <summary>Gets the files of the last states, the latest first.</summary>
    public ImmutableArray<string> Files =>
        Directory.Exists(Folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(Folder, $"{Prefix}*{Ending}")
                    .Where(file => StepOf(file) >= 0)
                    .OrderByDescending(StepOf),
            ]
            : [];

    /// <summary>Writes a state under its step, then deletes the oldest beyond those to keep.</summary>
    /// <param name="state">The state.</param>
    /// <param name="batches">The source of the batches; null to store none.</param>
    /// <returns>The file, or why it could not be written.</returns>
    public Either<Error, string> Save<T>(TrainState<T> state, Batches<T>? batches = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SaveWith(state, batches, []);

    /// <summary>Writes a state as the best.</summary>
    /// <inheritdoc cref="Save"/>
    public Either<Error, string> SaveBest<T>(TrainState<T> state, Batches<T>? batches = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from folder in Made()
        from written in state.Save(BestFile, batches)
        select BestFile;

    /// <summary>
    /// The latest undamaged state. A damaged file is skipped for the one before, from which the training reaches the same result.
    /// </summary>
    /// <param name="training">The training to resume.</param>
    /// <param name="input">The shape of one input.</param>
    /// <param name="batches">The batches to resume with; null to skip the comparison.</param>
    /// <returns>The state, none if there are no checkpoints, or what is wrong with them.</returns>
    public Either<Error, Option<TrainState<T>>> Latest<T>(Training<T> training, Shape input, Batches<T>? batches = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return LatestWith<T, TrainState<T>>(training, input, batches, (state, _) => state);
    }

    /// <summary>The latest undamaged state, with the frozen weights of a given state.</summary>
    /// <param name="start">The state from which the training started.</param>
    /// <param name="batches">The batches to resume with; null to skip the comparison.</param>
    /// <returns>The state, none if there are no checkpoints, or what is wrong with them.</returns>
    public Either<Error, Option<TrainState<T>>> Latest<T>(TrainState<T> start, Batches<T>? batches = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        return LatestWith<T, TrainState<T>>(start.Training, start.Input, batches, (state, _) => state, start.Values);
    }

    /// <summary>The best state.</summary>
    /// <inheritdoc cref="Latest{T}(Training{T}, Shape, Batches{T}?)"/>
    public Either<Error, TrainState<T>> Best<T>(Training<T> training, Shape input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => training.Load(BestFile, input);

    internal Either<Error, string> SaveWith<T>(
        TrainState<T> state,
        Batches<T>? batches,
        IEnumerable<KeyValuePair<string, string>> notes
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D12}{Ending}");
        return from folder in Made()
            let file = Path.Combine(folder, name)
            from written in new Safetensors<T>(state.ChangingValues, Checkpointing.Notes(state, batches, notes)).Save(
                file
            )
            from removed in Remove(Files.Where(other => StepOf(other) < state.Step).Skip(Math.Max(1, Keep) - 1))
            select file;
    }

    internal Either<Error, Option<TFound>> LatestWith<T, TFound>(
        Training<T> training,
        Shape input,
        Batches<T>? batches,
        Func<TrainState<T>, IReadOnlyDictionary<string, string>, Either<Error, TFound>> found,
        ImmutableSortedDictionary<string, Tensor<T>>? frozen = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        Error? damaged = null;
        foreach (var file in Files)
        {
            var read = Safetensors<T>.Load(file);
            if (read.IsRight)
            {
                return read.Bind(whole =>
                        Checkpointing
                            .Resume(whole, training, input, batches, frozen)
                            .Bind(state => found(state, whole.Notes))
                    )
                    .BiMap(Prelude.Some, error => Error.New($"{file}: {error.Message}"));
            }

            damaged ??= read.LeftAsEnumerable().First();
        }

        return damaged is { } error ? error : Option<TFound>.None;
    }

    private static long StepOf(string file) =>
        long.TryParse(
            Path.GetFileNameWithoutExtension(file)[Prefix.Length..],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var step
        )
            ? step
            : -1;

    private Either<Error, string> Made()
    {
        try
        {
            return Directory.CreateDirectory(Folder).FullName;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Error.New($"cannot make the folder '{Folder}' of checkpoints: {e.Message}");
        }
    }

    private static Either<Error, Unit> Remove(IEnumerable<string> files)
    {
        try
        {
            foreach (var file in files)
            {
                File.Delete(file);
            }

            return Unit.Default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot remove an old checkpoint: {e.Message}");
        }
    }
}
