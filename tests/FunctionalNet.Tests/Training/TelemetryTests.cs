using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Metrics and activities that hosts receive. Other tests train concurrently, so that each run is identified by its key.</summary>
public class TelemetryTests
{
    private static readonly Training<float> Small = FunctionalNet.Training.Of(
        Dense(4) >> Tanh() >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(StepDecay(0.01, every: 2, factor: 0.5))
    );

    [Fact]
    public void Each_step_is_counted()
    {
        using var heard = new Heard(run: "00000000000000000000000000004d2a");
        var end = Small.Fold(Small.Init(0x4d2a, new(5)), Batches(8));

        Assert.Equal(3, end.Step);
        Assert.Equal(3, heard.Sum("functionalnet.steps"));
        Assert.Equal(20, heard.Sum("functionalnet.samples"));
        Assert.Equal(3, heard.Of("functionalnet.step.duration").Length);
        Assert.All(heard.Of("functionalnet.step.duration"), seconds => Assert.InRange(seconds, 0, 60));
        Assert.Equal(3, heard.Of("functionalnet.loss").Length);
        Assert.Equal((double)end.Loss, heard.Of("functionalnet.loss")[^1]);
        Assert.Equal([0.01, 0.01, 0.005], heard.Of("functionalnet.learning_rate").Select(rate => Math.Round(rate, 6)));
    }

    [Fact]
    public void Two_trainings_are_told_apart()
    {
        using var heard = new Heard(run: "00000000000000000000000000004d2b");
        Parallel.Invoke(
            () => Small.Fold(Small.Init(0x4d2b, new(5)), Batches(4)),
            () => Small.Fold(Small.Init(0x4d2c, new(5)), Batches(2))
        );
        Assert.Equal(5, heard.Sum("functionalnet.steps"));
    }

    [Fact]
    public void Listening_changes_no_bit()
    {
        var silent = Small.Fold(Small.Init(0x4d2d, new(5)), Batches(8));
        using var heard = new Heard(run: "00000000000000000000000000004d2d");
        var told = Small.Fold(Small.Init(0x4d2d, new(5)), Batches(8));
        Assert.Equal(0, silent.Distance(told));
        Assert.Equal(3, heard.Sum("functionalnet.steps"));
    }

    private static Batches<float> Batches(int size)
    {
        var inputs = new float[20 * 5];
        ((Key)1).Normal<float>(inputs);
        return new Dataset<float>(new(new(20, 5), inputs), Tensor.Zeros<float>(new(20))).Batches(size);
    }

    private sealed class Heard : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value)> values = [];
        private readonly MeterListener listener = new();

        public Heard(string run)
        {
            listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == Telemetry.MeterName)
                {
                    it.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((of, value, tags, _) => Hear(of, value, tags));
            listener.SetMeasurementEventCallback<long>((of, value, tags, _) => Hear(of, value, tags));
            listener.Start();

            void Hear(Instrument of, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            {
                if (tags is [{ Key: "run", Value: string key }] && key == run)
                {
                    values.Enqueue((of.Name, value));
                }
            }
        }

        public double[] Of(string name) => [.. values.Where(one => one.Name == name).Select(one => one.Value)];

        public double Sum(string name) => Of(name).Sum();

        public void Dispose() => listener.Dispose();
    }
}
