using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Steps in place on a private copy of a state: what <see cref="Training{T}.Fold"/> is made of. Nobody sees the copy before the last step,
/// so that the whole stays a pure function.
/// </summary>
internal sealed class Session<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Training<T> training;
    private readonly TrainState<T> start;
    private readonly ImmutableArray<Lane<T>> lanes;
    private readonly Func<string, T> slot;
    private readonly Crew? crew;
    private Batch<T> batch;
    private long step;
    private T loss;

    public Session(Training<T> training, TrainState<T> start)
    {
        (this.training, this.start, step, loss) = (training, start, start.Step, start.Loss);
        var spread = training.Spread;
        lanes =
        [
            .. Enumerable.Range(0, spread?.Couriers.Length ?? 1).Select(number => new Lane<T>(training, start, number)),
        ];
        slot = path => lanes[0].Values[path].Span[0];
        spread?.Agree(SamePlace.Of(start));
        crew = lanes.Length == 1 ? null : new Crew(lanes.Length, Run, spread!.Fail);
    }

    /// <summary>Gets the loss of the last batch, before its step.</summary>
    public T Loss => loss;

    /// <summary>Counts it together with others.</summary>
    public void AddTo(LossTally tally) => lanes[0].Bound.AddTo(tally);

    public void Step(Batch<T> next)
    {
        foreach (var lane in lanes)
        {
            lane.Bind(next);
        }

        var begun = Telemetry.Begin();
        batch = next;
        if (training.Spread is { } spread)
        {
            Run(spread);
        }
        else
        {
            Run(lane: 0);
        }

        Telemetry.Count<T>(start.Key, batch.Count, begun, loss, training.Optimizer, step, slot);
        step++;
    }

    /// <summary>The kernels of a step with their times. The state goes on as by steps that see the same batch and noise.</summary>
    public ImmutableArray<PlannedKernel> Profile(Batch<T> batch, int runs)
    {
        Step(batch);
        return lanes[0].Bound.Profile(runs);
    }

    /// <summary>The state after the last step. The session ends with it: its memory is now the state's.</summary>
    public TrainState<T> State()
    {
        Dispose();
        return start with { Training = training, Values = lanes[0].Values, Step = step, Loss = loss };
    }

    /// <summary>Gives the compiled steps back.</summary>
    public void Dispose()
    {
        crew?.Dispose();
        foreach (var lane in lanes)
        {
            lane.Dispose();
        }
    }

    // With all other parts of the batch, here and on other ranks.
    private void Run(Spread spread)
    {
        lock (spread.Gate)
        {
            spread.Agree(SamePlace.Of(step, batch.Count));
            try
            {
                if (crew is null)
                {
                    Run(lane: 0);
                }
                else
                {
                    crew.Run();
                }
            }
            catch (Exception e)
            {
                spread.Abort(e);
                throw;
            }
        }
    }

    private void Run(int lane)
    {
        var answer = lanes[lane].Bound.Run(batch, new(start.Key, step));
        if (lane == 0)
        {
            loss = answer;
        }
    }
}
