using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Metrics of all trainings in the process, through <c>System.Diagnostics.Metrics</c>: each step is recorded on the meter
/// <see cref="MeterName"/>. Without a listener a step only reads a few fields, and allocates nothing.
/// </summary>
/// <remarks>
/// Instruments, each with the tag <c>run</c>, the key of the state in hexadecimal, which identifies the run: <c>functionalnet.steps</c>,
/// steps done; <c>functionalnet.samples</c>, samples seen; <c>functionalnet.step.duration</c>, a histogram in seconds;
/// <c>functionalnet.loss</c>, of the last batch before its step; <c>functionalnet.learning_rate</c>, of the last step, if the optimizer has
/// one. Steps on ONNX Runtime keep their loss on the device, and copy it only if there is a listener.
/// </remarks>
/// <example><code>
/// using var listener = new System.Diagnostics.Metrics.MeterListener
/// {
///     InstrumentPublished = (instrument, it) =>
///     {
///         if (instrument.Meter.Name == Telemetry.MeterName)
///         {
///             it.EnableMeasurementEvents(instrument);
///         }
///     },
/// };
/// listener.SetMeasurementEventCallback&lt;double>((instrument, value, tags, _) => Console.WriteLine($"{instrument.Name} {value}"));
/// listener.Start(); // with OpenTelemetry: .AddMeter(Telemetry.MeterName)
/// </code></example>
public static class Telemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "FunctionalNet";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "functionalnet.steps",
        "{step}",
        "Training steps done."
    );

    private static readonly Counter<long> Samples = Meter.CreateCounter<long>(
        "functionalnet.samples",
        "{sample}",
        "Samples that training steps have seen."
    );

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "functionalnet.step.duration",
        "s",
        "How long a training step takes."
    );

    private static readonly Gauge<double> Losses = Meter.CreateGauge<double>(
        "functionalnet.loss",
        description: "The loss of the last batch, before its step."
    );

    private static readonly Gauge<double> LearningRates = Meter.CreateGauge<double>(
        "functionalnet.learning_rate",
        description: "The learning rate of the last step."
    );

    private static bool IsHeard =>
        Steps.Enabled || Samples.Enabled || Durations.Enabled || Losses.Enabled || LearningRates.Enabled;

    /// <summary>Gets a value indicating whether a loss on a device should be copied.</summary>
    internal static bool HearsLosses => Losses.Enabled;

    /// <summary>Gets a value indicating whether a learning rate on a device should be copied.</summary>
    internal static bool HearsRates => LearningRates.Enabled;

    /// <summary>The start time of a step; without a listener the clock is not read.</summary>
    internal static long Begin() => IsHeard ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Records a step, with its loss and rate if they are given.</summary>
    /// <param name="key">The key of the state.</param>
    /// <param name="samples">The samples of the batch.</param>
    /// <param name="begun">Its start time.</param>
    /// <param name="loss">The loss; null if it was not read.</param>
    /// <param name="rate">The learning rate; null if it was not read, or there is none.</param>
    internal static void Count<T>(Key key, int samples, long begun, T? loss, T? rate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!IsHeard)
        {
            return;
        }

        var run = Run(key);
        Steps.Add(1, run);
        Samples.Add(samples, run);
        if (begun != 0)
        {
            Durations.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, run);
        }

        if (loss is { } known && Losses.Enabled)
        {
            Losses.Record(double.CreateTruncating(known), run);
        }

        if (rate is { } applied && LearningRates.Enabled)
        {
            LearningRates.Record(double.CreateTruncating(applied), run);
        }
    }

    private static KeyValuePair<string, object?> Run(Key key) =>
        new("run", string.Create(CultureInfo.InvariantCulture, $"{key.High:x16}{key.Low:x16}"));
}
