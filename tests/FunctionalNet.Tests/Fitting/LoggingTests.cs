using LanguageExt;
using LanguageExt.Common;
using Microsoft.Extensions.Logging;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>A host's log receives the progress of a training.</summary>
public class LoggingTests
{
    private static readonly Training<float> Small = FunctionalNet.Training.Of(
        Dense(3),
        SoftmaxCrossEntropy(),
        Sgd(0.1)
    );

    [Fact]
    public void Epochs_are_logged_with_their_numbers_as_properties()
    {
        var log = new Log();
        var options = new FitOptions<float>
        {
            Epochs = 2,
            HeldOut = Batches(),
            Measures = new FitOptions<float>().Measures.Add("accuracy", _ => 0.5),
        };
        var learned = Small.FitEpochs(Small.Init(1, new(5)), Batches(), options).Log(log).ToList();

        Assert.Equal(2, learned.Count);
        Assert.Equal(
            ["Epoch", "Epoch", "TrainingEnded"],
            log.Lines.Select(line => line.Id.Name!),
            StringComparer.Ordinal
        );
        Assert.All(log.Lines, line => Assert.Equal(LogLevel.Information, line.Level));
        var last = learned[^1].IfLeft(() => throw new InvalidOperationException()).Epoch;
        Assert.Equal(2, log.Lines[1].Properties["Epoch"]);
        Assert.Equal(last.Loss, log.Lines[1].Properties["Loss"]);
        Assert.Equal(last.HeldOut, log.Lines[1].Properties["HeldOut"]);
        Assert.Equal(0.5, log.Lines[1].Properties["accuracy"]);
        Assert.Equal(0.1, (double)log.Lines[1].Properties["LearningRate"]!, 1e-6);
        Assert.Equal(4, log.Lines[1].Properties["Steps"]);
        Assert.StartsWith("Epoch 2, Loss ", log.Lines[1].Text, StringComparison.Ordinal);
        Assert.Contains("accuracy 0.5", log.Lines[1].Text, StringComparison.Ordinal);
        Assert.Equal("Training ended by Epochs after 8 steps", log.Lines[2].Text);
    }

    [Fact]
    public void A_failure_is_an_error()
    {
        var log = new Log();
        Either<Error, FitProgress<float>>[] learning = [Error.New("the disk is full")];
        Assert.Single(learning.Log(log).ToList());
        Assert.Equal((LogLevel.Error, "Training failed: the disk is full"), (log.Lines[0].Level, log.Lines[0].Text));
    }

    [Fact]
    public void Of_many_states_some_are_logged_and_all_pass()
    {
        var log = new Log();
        var states = Small.Scan(Small.Init(1, new(5)), Batches().Repeat(2)).Log(log, every: 3).ToList();
        Assert.Equal(8, states.Count);
        Assert.Equal([3L, 6L], log.Lines.Select(line => (long)line.Properties["Step"]!));
        Assert.Equal((double)states[2].Loss, log.Lines[0].Properties["Loss"]);
    }

    [Fact]
    public void Nothing_is_said_below_the_level()
    {
        var log = new Log { Min = LogLevel.Warning };
        Assert.Equal(2, Small.FitEpochs(Small.Init(1, new(5)), Batches(), new() { Epochs = 2 }).Log(log).Count());
        Assert.Equal(4, Small.Scan(Small.Init(1, new(5)), Batches()).Log(log).Count());
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void Nothing_is_learned_before_it_is_asked_for()
    {
        var log = new Log();
        var learning = Small.FitEpochs(Small.Init(1, new(5)), Batches(), new() { Epochs = 3 }).Log(log);
        Assert.Empty(log.Lines);
        Assert.Single(learning.Take(1).ToList());
        Assert.Single(log.Lines);
    }

    private static Batches<float> Batches()
    {
        var inputs = new float[20 * 5];
        ((Key)1).Normal<float>(inputs);
        return new Dataset<float>(new(new(20, 5), inputs), Tensor.Zeros<float>(new(20))).Batches(5);
    }

    private sealed record Line(
        LogLevel Level,
        EventId Id,
        string Text,
        IReadOnlyDictionary<string, object?> Properties
    );

    private sealed class Log : ILogger
    {
        public List<Line> Lines { get; } = [];

        public LogLevel Min { get; init; } = LogLevel.Trace;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Min;

        void ILogger.Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            Lines.Add(
                new(
                    logLevel,
                    eventId,
                    formatter(state, exception),
                    ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(
                        one => one.Key,
                        one => one.Value,
                        StringComparer.Ordinal
                    )
                )
            );
    }
}
