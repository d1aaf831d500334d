using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>Observers of a training, epoch by epoch.</summary>
internal static class Stages
{
    /// <summary>Calls an action with each epoch, and passes the epoch on.</summary>
    public static IEnumerable<Either<Error, FitProgress<float>>> Tap(
        this IEnumerable<Either<Error, FitProgress<float>>> learning,
        Action<FitProgress<float>> look
    ) =>
        learning.Select(next =>
        {
            next.IfRight(look);
            return next;
        });
}
