using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Evaluates a training by several runs.</summary>
public static class CrossValidation
{
    /// <summary>
    /// k-fold cross-validation: k fits, each on all folds of the data but one, on which it is evaluated. Preprocessing that is fitted to
    /// data, such as a normalization, belongs into <paramref name="fit"/>, which receives the two parts.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="count">k, the number of folds, at least 2.</param>
    /// <param name="key">Determines the assignment of samples to folds, stratified by class if targets are labels.</param>
    /// <param name="fit">A fit on the training samples and the held-out ones.</param>
    /// <param name="stratify">Whether targets are labels; if absent, detected as by <see cref="Dataset{T}.HoldOut"/>.</param>
    /// <returns>The history of each fit, or the first error.</returns>
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
