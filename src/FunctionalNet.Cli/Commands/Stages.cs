using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>What looks at a training as it passes, epoch by epoch.</summary>
internal static class Stages
{
    /// <summary>Does something with each epoch, and hands it on.</summary>
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
