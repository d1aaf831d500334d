using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Accumulates the loss over batches, each weighted by its counts: the result does not depend on how the samples are split into batches.
/// </summary>
internal sealed class LossTally
{
    // The sum of terms that are no means over samples, such as penalties, and the number of batches; then for each term of the loss its sum
    // and count.
    private double[] totals;

    /// <summary>Initializes a new instance of the <see cref="LossTally"/> class from the totals of another; empty for none.</summary>
    public LossTally(ImmutableArray<double> totals) => this.totals = totals.IsEmpty ? [0, 0] : [.. totals];

    /// <summary>Gets the totals, from which accumulation can continue.</summary>
    public ImmutableArray<double> Totals => [.. totals];

    /// <summary>Gets the loss of all batches; NaN without batches, 0 if all counts are 0.</summary>
    public double Loss
    {
        get
        {
            var loss = totals[0] / totals[1];
            for (var i = 2; i < totals.Length; i += 2)
            {
                loss += Part(i);
            }

            return loss;
        }
    }

    /// <summary>The contribution of each part to the loss, including its weight; 0 if its counts are 0.</summary>
    public IEnumerable<double> Parts => Enumerable.Range(1, (totals.Length / 2) - 1).Select(part => Part(2 * part));

    /// <summary>Adds the totals of another tally of the same loss.</summary>
    public void Add(ReadOnlySpan<double> other)
    {
        Array.Resize(ref totals, other.Length);
        for (var i = 0; i < other.Length; i++)
        {
            totals[i] += other[i];
        }
    }

    /// <summary>Adds the terms of a batch that are no means over samples.</summary>
    public void Add(double rest)
    {
        totals[0] += rest;
        totals[1]++;
    }

    /// <summary>Adds a term of a batch.</summary>
    /// <param name="part">Its index, from 0.</param>
    /// <param name="value">Its mean, or its sum.</param>
    /// <param name="count">Its count; null for a sum.</param>
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

    private double Part(int place) => totals[place + 1].Equals(0) ? totals[place] : totals[place] / totals[place + 1];
}
