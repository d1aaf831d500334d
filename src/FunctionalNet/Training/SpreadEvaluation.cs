using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The loss on held-out samples, with the batches distributed round-robin over the ranks: the same bits as in one process, since the
/// contributions of all batches are gathered and added in the order of the batches.
/// </summary>
internal static class SpreadEvaluation
{
    /// <summary>The loss of all batches together. All ranks call it, with the same batches.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="batches">The batches; they may be read twice.</param>
    /// <param name="evaluate">Adds the loss of a batch to a tally.</param>
    /// <exception cref="LabelException">On all ranks: a label names no class.</exception>
    public static double Of<T>(IRanks ranks, IEnumerable<Batch<T>> batches, Action<Batch<T>, LossTally> evaluate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (count, mine, failed) = (0, new List<double[]>(), false);
        foreach (var batch in batches)
        {
            if (count++ % ranks.Count == ranks.Rank && !failed)
            {
                var tally = new LossTally([]);
                try
                {
                    evaluate(batch, tally);
                    mine.Add([.. tally.Totals]);
                }
                catch (Exception e) when (e is LabelException or ShapeException)
                {
                    failed = true;
                }
            }
        }

        // An error is raised on every rank, and with fewer batches than ranks some rank does not know how many numbers a batch contributes.
        Span<double> failures = [failed ? 1 : 0];
        ranks.Sum(failures);
        return failures[0] > 0 || count < ranks.Count ? Whole(batches, evaluate) : Gathered(ranks, mine, count).Loss;
    }

    private static double Whole<T>(IEnumerable<Batch<T>> batches, Action<Batch<T>, LossTally> evaluate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tally = new LossTally([]);
        foreach (var batch in batches)
        {
            evaluate(batch, tally);
        }

        return tally.Loss;
    }

    // The contributions of other ranks are 0 here, so that the sum over the ranks is exact.
    private static LossTally Gathered(IRanks ranks, List<double[]> mine, int count)
    {
        var width = mine[0].Length;
        var all = new double[count * width];
        for (var i = 0; i < mine.Count; i++)
        {
            mine[i].CopyTo(all, ((i * ranks.Count) + ranks.Rank) * width);
        }

        ranks.Sum(all.AsSpan());
        var tally = new LossTally([]);
        foreach (var totals in all.Chunk(width))
        {
            tally.Add(totals);
        }

        return tally;
    }
}
