using System.Collections;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// The epochs of a training up to an unexpected exception, such as a lack of memory, if there is one. After at least one epoch the model so
/// far is kept.
/// </summary>
internal sealed class CompletedEpochs(IEnumerable<Either<Error, FitProgress<float>>> learning)
    : IEnumerable<Either<Error, FitProgress<float>>>
{
    /// <summary>Gets the exception that ended it; null if none did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>A result that says that the training is incomplete, if it was ended.</summary>
    public Result Judge(Result result) =>
        Failure is { } failure ? result with { Code = ErrorLine.Print(failure) } : result;

    /// <inheritdoc/>
    public IEnumerator<Either<Error, FitProgress<float>>> GetEnumerator()
    {
        using var rest = learning.GetEnumerator();
        for (var isFirst = true; Moves(rest, isFirst); isFirst = false)
        {
            yield return rest.Current;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool Moves(IEnumerator<Either<Error, FitProgress<float>>> rest, bool isFirst)
    {
        try
        {
            return rest.MoveNext();
        }
        catch (Exception e) when (!isFirst)
        {
            Failure = e;
            return false;
        }
    }
}
