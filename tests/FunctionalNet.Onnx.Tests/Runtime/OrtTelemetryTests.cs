using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>Steps on ONNX Runtime report the same telemetry as the library's own steps.</summary>
public class OrtTelemetryTests
{
    private static readonly Training<float> Small = Training.Of(
        Dense(4) >> Tanh() >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(StepDecay(0.01, every: 2, factor: 0.5))
    );

    [Fact]
    public void Losses_and_rates_are_told_step_by_step()
    {
        using var engine = Small.On(Ort.Cpu, threads: 1).OrThrow();
        var inputs = Samples.Normal<float>(new(20, 5), 1);
        var batches = new Dataset<float>(inputs, Tensor.Zeros<float>(new(20))).Batches(8);
        var ours = Heard(0x5e01, start => Small.Fold(start, batches.Repeat(2)));
        var theirs = Heard(0x5e02, start => engine.Fold(start, batches.Repeat(2)));

        Assert.Equal(6, ours["functionalnet.loss"].Count);
        Assert.Equal(ours["functionalnet.loss"], theirs["functionalnet.loss"], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(6, ours["functionalnet.loss"].Distinct().Count());
        Assert.Equal(ours["functionalnet.learning_rate"], theirs["functionalnet.learning_rate"]);
        Assert.Equal(ours["functionalnet.samples"], theirs["functionalnet.samples"]);
        Assert.Equal([8d, 8, 4, 8, 8, 4], theirs["functionalnet.samples"]);
        Assert.Equal(6, theirs["functionalnet.steps"].Sum());
        Assert.Equal(6, theirs["functionalnet.step.duration"].Count(seconds => seconds is >= 0 and < 60));
    }

    [Fact]
    public void Listening_changes_no_bit()
    {
        using var engine = Small.On(Ort.Cpu, threads: 1).OrThrow();
        var data = new Dataset<float>(Samples.Normal<float>(new(12, 5), 1), Tensor.Zeros<float>(new(12)));
        var silent = engine.Fold(Start(0x5e03), data.Batches(5));
        TrainState<float>? told = null;
        Heard(0x5e03, start => told = engine.Fold(start, data.Batches(5)));
        Assert.Equal(0, silent.Distance(told!));
        Assert.Equal(silent.Loss, told!.Loss);
    }

    // Equal weights in all runs; the key identifies the run in the telemetry.
    private static TrainState<float> Start(int run) =>
        Small.Init(run, new(5)) with
        {
            Values = Small.Init(1, new(5)).Values,
        };

    private static ConcurrentDictionary<string, List<double>> Heard(
        int run,
        Func<TrainState<float>, TrainState<float>> train
    )
    {
        var heard = new ConcurrentDictionary<string, List<double>>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == Telemetry.MeterName)
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((of, value, tags, _) => Hear(of, value, tags));
        listener.SetMeasurementEventCallback<long>((of, value, tags, _) => Hear(of, value, tags));
        listener.Start();
        train(Start(run));
        return heard;

        void Hear(Instrument of, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags is [{ Value: string key }] && key == $"{run:x32}")
            {
                heard.GetOrAdd(of.Name, _ => []).Add(value);
            }
        }
    }
}
