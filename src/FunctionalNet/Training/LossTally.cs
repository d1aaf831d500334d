using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The loss of batches one after the other, each counted by what counts in it: one number, however the samples are cut.</summary>
internal sealed class LossTally
{
    // What is no mean over samples, such as a penalty, and the batches; then what counts and how much, for each part of the loss.
    private double[] totals;

    /// <summary>Initializes a new instance of the <see cref="LossTally"/> class from what another one held; empty for none.</summary>
    public LossTally(ImmutableArray<double> totals) => this.totals = totals.IsEmpty ? [0, 0] : [.. totals];

    /// <summary>Gets what it holds, to go on from.</summary>
    public ImmutableArray<double> Totals => [.. totals];

    /// <summary>Gets the loss of all; NaN of no batches, 0 where nothing counts.</summary>
    public double Loss
    {
        get
        {
            var loss = totals[0] / totals[1];
            for (var i = 2; i < totals.Length; i += 2)
            {
                loss += totals[i + 1].Equals(0) ? totals[i] : totals[i] / totals[i + 1];
            }

            return loss;
        }
    }

    /// <summary>Adds what another one of the same loss holds.</summary>
    public void Add(ReadOnlySpan<double> other)
    {
        Array.Resize(ref totals, other.Length);
        for (var i = 0; i < other.Length; i++)
        {
            totals[i] += other[i];
        }
    }

    /// <summary>Adds what a batch has besides its parts.</summary>
    public void Add(double rest)
    {
        totals[0] += rest;
        totals[1]++;
    }

    /// <summary>Adds a part of a batch.</summary>
    /// <param name="part">Which one, from 0.</param>
    /// <param name="value">Its mean, or its sum.</param>
    /// <param name="count">How much counts in it; null for a sum.</param>
    public void Add(int part, double value, double? count)
    {
        var place = 2 + (2 * part);
        if (place >= totals.Length)
        {
            Array.Resize(ref totals, place + 2);
        }

        totals[place] += value * (count ?? 1);
        totals[place + 1] += count ?? 0;
    }
}
