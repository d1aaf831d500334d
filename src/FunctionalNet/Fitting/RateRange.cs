using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>The learning-rate range test: the losses while the rate grows from step to step.</summary>
/// <remarks>Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.</remarks>
/// <param name="Rates">The rate of each step.</param>
/// <param name="Losses">The loss of its batch before it.</param>
public sealed record RateRange(ImmutableArray<double> Rates, ImmutableArray<double> Losses)
{
    /// <summary>The rates from the first to the last, and the steepest: <c>rates 1E-05 to 1, steepest at 0.01</c>.</summary>
    public override string ToString() =>
        Rates.IsEmpty
            ? "no rates"
            : FormattableString.Invariant($"rates {Rates[0]:G4} to {Rates[^1]:G4}, steepest at {Steepest:G4}");

    /// <summary>Gets a rate to start with: the one at which the smoothed loss falls fastest over a fifth of the steps.</summary>
    public double Steepest
    {
        get
        {
            var smooth = Smoothed();
            var far = Math.Max(1, smooth.Length / 10);
            int[] steps = [.. Enumerable.Range(far, Math.Max(0, smooth.Length - (2 * far)))];
            return steps.Length == 0 ? Rates[0] : Rates[steps.MinBy(i => smooth[i + far] - smooth[i - far])];
        }
    }

    /// <summary>
    /// Trains once with a rate that grows evenly on a logarithmic scale; ends early when the loss is four times its minimum, or not finite.
    /// </summary>
    /// <param name="training">The training with a schedule.</param>
    /// <param name="key">Determines all randomness.</param>
    /// <param name="batches">The batches; repeated for as many epochs as are needed.</param>
    /// <param name="min">The first rate.</param>
    /// <param name="max">The last rate.</param>
    /// <param name="steps">The number of steps.</param>
    /// <example><code>
    /// double rate = RateRange.Test(rate => Training.Of(model, loss, Adam(rate)), key: 1, digits.Shuffle(2).Batches(32)).Steepest;
    /// </code></example>
    public static RateRange Test<T>(
        Func<Schedule, Training<T>> training,
        Key key,
        Batches<T> batches,
        double min = 1e-6,
        double max = 1,
        int steps = 100
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(min);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        if (batches.Count == 0)
        {
            throw new ArgumentException($"There are no samples to learn from: {batches}.", nameof(batches));
        }

        var tested = training(Net.ExponentialDecay(min, max / min, steps - 1));
        var lowest = double.PositiveInfinity;
        ImmutableArray<double> losses =
        [
            .. tested
                .Scan(tested.Init(key, batches.InputShape), batches.Repeat(int.MaxValue).Take(steps))
                .Select(state => double.CreateTruncating(state.Loss))
                .TakeWhile(loss =>
                {
                    lowest = Math.Min(lowest, loss);
                    return loss <= 4 * lowest;
                }),
        ];
        return new([.. losses.Select((_, step) => min * Math.Pow(max / min, (double)step / (steps - 1)))], losses);
    }

    // Corrects the bias of the average towards its start at 0.
    private double[] Smoothed()
    {
        const double Stays = 0.9;
        var (average, weight) = (0.0, 1.0);
        return
        [
            .. Losses.Select(loss =>
            {
                (average, weight) = ((Stays * average) + ((1 - Stays) * loss), weight * Stays);
                return average / (1 - weight);
            }),
        ];
    }
}
