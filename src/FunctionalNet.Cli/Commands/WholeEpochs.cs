using System.Collections;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>
/// The epochs of a training up to where it breaks off, if it does: by whatever nobody expected, such as memory that is gone. After a
/// first epoch that is no reason to lose what was learned.
/// </summary>
internal sealed class WholeEpochs(IEnumerable<Either<Error, FitProgress<float>>> learning)
    : IEnumerable<Either<Error, FitProgress<float>>>
{
    /// <summary>Gets why it broke off; null if it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>A result that is told to be a part where the training broke off.</summary>
    public Result Judge(Result result) =>
        Failure is { } failure ? result with { Code = Answer.Failure(failure) } : result;

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
