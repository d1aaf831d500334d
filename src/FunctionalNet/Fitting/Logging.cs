using System.Globalization;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.Extensions.Logging;

namespace FunctionalNet;

/// <summary>Logs the progress of a training, as a stage over its lazy sequence that passes all items unchanged.</summary>
public static class Logging
{
    private static readonly EventId EpochEvent = new(1, "Epoch");
    private static readonly EventId EndEvent = new(2, "TrainingEnded");
    private static readonly EventId FailureEvent = new(3, "TrainingFailed");
    private static readonly EventId StepEvent = new(4, "Step");

    /// <summary>
    /// Logs each epoch with its metrics as properties: <c>Epoch</c>, <c>Loss</c>, <c>HeldOut</c>, <c>LearningRate</c>, <c>Steps</c>,
    /// <c>Seconds</c> and each further metric by its name; finally why it ended, as a warning if that is a failure.
    /// </summary>
    /// <param name="learning">The result of <see cref="Fitting.FitEpochs"/>.</param>
    /// <param name="logger">The logger. Epochs have the level Information, a failure is an Error.</param>
    /// <example><code>
    /// var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance; // or the host's
    /// var last = training.FitEpochs(state, batches).Log(logger).Last();
    /// </code></example>
    public static IEnumerable<Either<Error, FitProgress<T>>> Log<T>(
        this IEnumerable<Either<Error, FitProgress<T>>> learning,
        ILogger logger
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learning);
        ArgumentNullException.ThrowIfNull(logger);
        return learning.Select(next =>
        {
            _ = next.Match(learned => Tell(logger, learned), error => Tell(logger, error));
            return next;
        });
    }

    /// <summary>Logs states, with <c>Step</c> and <c>Loss</c> as properties, at the level Debug.</summary>
    /// <param name="states">The states, such as those of a scan.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="every">Logs one of this many states.</param>
    /// <example><code>
    /// var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
    /// var trained = training.Scan(state, batches.Repeat(2)).Log(logger, every: 100).Last();
    /// </code></example>
    public static IEnumerable<TrainState<T>> Log<T>(
        this IEnumerable<TrainState<T>> states,
        ILogger logger,
        int every = 1
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return states.Select(
            (state, i) =>
            {
                if ((i + 1) % every == 0 && logger.IsEnabled(LogLevel.Debug))
                {
                    Write(
                        logger,
                        LogLevel.Debug,
                        StepEvent,
                        "Step {Step}: loss {Loss}",
                        ("Step", state.Step),
                        ("Loss", double.CreateTruncating(state.Loss))
                    );
                }

                return state;
            }
        );
    }

    private static Unit Tell<T>(ILogger logger, FitProgress<T> learned)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return Unit.Default;
        }

        var epoch = learned.Epoch;
        (string Name, object? Value)[] numbers =
        [
            ("Epoch", epoch.Number),
            ("Loss", epoch.Loss),
            ("HeldOut", epoch.HeldOut),
            .. epoch.Parts.Select(part => (part.Key, (object?)part.Value)),
            .. epoch.Measures.Select(measure => (measure.Key, (object?)measure.Value)),
            ("LearningRate", epoch.LearningRate),
            ("Steps", epoch.Losses.Length),
            ("Seconds", epoch.Duration.TotalSeconds),
        ];
        Write(
            logger,
            LogLevel.Information,
            EpochEvent,
            string.Join(", ", numbers.Select(number => $"{number.Name} {{{number.Name}}}")),
            numbers
        );
        if (learned.Ended is { } ending)
        {
            Write(
                logger,
                LogLevel.Information,
                EndEvent,
                "Training ended by {Ending} after {Step} steps",
                ("Ending", ending),
                ("Step", learned.State.Step)
            );
        }

        return Unit.Default;
    }

    private static Unit Tell(ILogger logger, Error error)
    {
        if (logger.IsEnabled(LogLevel.Error))
        {
            Write(logger, LogLevel.Error, FailureEvent, "Training failed: {Reason}", ("Reason", error.Message));
        }

        return Unit.Default;
    }

    private static string Text(object? value) =>
        value is double number
            ? number.ToString("G5", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    // The names of metrics are known at run time only: the properties are built here as a logger's templates would build them.
    private static void Write(
        ILogger logger,
        LogLevel level,
        EventId id,
        string template,
        params IReadOnlyList<(string Name, object? Value)> properties
    )
    {
        KeyValuePair<string, object?>[] state =
        [
            .. properties.Select(property => KeyValuePair.Create(property.Name, property.Value)),
            KeyValuePair.Create("{OriginalFormat}", (object?)template),
        ];
        logger.Log(
            level,
            id,
            state,
            exception: null,
            (all, _) =>
                all.Aggregate(
                    template,
                    (text, one) => text.Replace($"{{{one.Key}}}", Text(one.Value), StringComparison.Ordinal)
                )
        );
    }
}
