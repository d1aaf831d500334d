using System.Diagnostics.Metrics;

namespace FunctionalNet.Cli.Display;

/// <summary>Counts the training steps of this process by its metrics, and reports them a few times a second.</summary>
internal sealed class StepListener : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    private readonly MeterListener listener = new();
    private readonly Action<long, TimeSpan> tell;
    private long first;
    private long last;
    private long steps;

    /// <summary>Initializes a new instance of the <see cref="StepListener"/> class.</summary>
    /// <param name="tell">Receives the number of steps, and the duration of those after the first.</param>
    public StepListener(Action<long, TimeSpan> tell)
    {
        this.tell = tell;
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument is { Name: "functionalnet.steps", Meter.Name: Telemetry.MeterName })
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Hear(count));
        listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Hear(long count)
    {
        steps += count;
        var now = TimeProvider.System.GetTimestamp();
        first = first == 0 ? now : first;
        if (TimeProvider.System.GetElapsedTime(last, now) >= Pause)
        {
            last = now;
            tell(steps, TimeProvider.System.GetElapsedTime(first, now));
        }
    }
}
