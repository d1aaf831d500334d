using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>What looks at a training as it passes, epoch by epoch.</summary>
internal static class Stages
{
    /// <summary>Does something with each epoch, and hands it on.</summary>
    public static IEnumerable<Either<Error, Learned<float>>> Tap(
        this IEnumerable<Either<Error, Learned<float>>> learning,
        Action<Learned<float>> look
    ) =>
        learning.Select(next =>
        {
            next.IfRight(look);
            return next;
        });

    /// <summary>Writes one line of JSON for each step; its epoch is whole before.</summary>
    public static IEnumerable<Either<Error, Learned<float>>> Log(
        this IEnumerable<Either<Error, Learned<float>>> learning,
        TextWriter log
    ) =>
        learning.Tap(learned =>
        {
            foreach (var step in learned.Steps)
            {
                log.WriteLine(Line(step));
            }

            log.Flush();
        });

    // JSON has no NaN: it is null.
    private static string Line(StepLoss step) =>
        JsonSerializer.Serialize(
            new
            {
                step = step.Step,
                epoch = step.Epoch,
                loss = double.IsFinite(step.Loss) ? (float)step.Loss : (float?)null,
            }
        );
}
