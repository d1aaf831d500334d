using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>What is learned about a training from several runs of it.</summary>
public static class CrossValidation
{
    /// <summary>
    /// k fits, each on all parts of the data but one, on which it is evaluated. Anything that is fitted to data, such as a normalization,
    /// belongs within: <paramref name="fit"/> sees the two parts.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="count">k, the number of parts, at least 2.</param>
    /// <param name="key">Which samples are in which part, by class where targets are labels.</param>
    /// <param name="fit">A fit on the samples to learn from and those held out.</param>
    /// <param name="stratify">Whether targets are labels; if absent, as <see cref="Dataset{T}.HoldOut"/> tells them.</param>
    /// <returns>The history of each fit, or what went wrong first.</returns>
    /// <example><code>
    /// var scores = digits.CrossValidate(5, key: 1, (learn, heldOut) =>
    ///         training.Fit(training.Init(2, learn.InputShape), learn.Shuffle(3).Batches(32), new() { HeldOut = heldOut.Batches(256) }))
    ///     .OrThrow()
    ///     .Select(history => history.Epochs[^1].HeldOut);
    /// </code></example>
    public static Either<Error, ImmutableArray<History<T>>> CrossValidate<T>(
        this Dataset<T> data,
        int count,
        Key key,
        Func<Dataset<T>, Dataset<T>, Either<Error, History<T>>> fit,
        bool? stratify = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(fit);
        return data.Folds(count, key, stratify)
            .Aggregate(
                Prelude.Right<Error, ImmutableArray<History<T>>>([]),
                (before, fold) => before.Bind(histories => fit(fold.Training, fold.HeldOut).Map(histories.Add))
            );
    }
}
