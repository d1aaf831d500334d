using System.Globalization;

namespace FunctionalNet.Verification;

/// <summary>The result of a sample depends on that sample only: its gradient is 0 at all other samples of the batch.</summary>
internal sealed record SamplesAreIndependent : IClaim
{
    public Problem? Refute(SmoothPoint spot)
    {
        var (subject, weights) = (spot.Subject, spot.Subject.Weights);
        var batch = subject.Places[0].Shape;
        if (batch.Rank == 0 || batch[0].Size < 2 || weights.Length == 0)
        {
            return null;
        }

        var count = batch[0].Size;
        if (!subject.Results.All(result => result.Rank > 0 && result[0] == batch[0]))
        {
            return new(
                FailureKind.Independence,
                $"the results {Subject.List(subject.Results.Cast<object>())} have no axis of the {count} samples"
            );
        }

        try
        {
            var sample = (int)(spot.Key.Low % (ulong)count);
            subject.Weights = [.. weights.Select(c => Only(c, sample, count))];
            var gradient = subject.Gradient(spot.Point)[0];
            var row = gradient.Length / count;
            for (var i = 0; i < gradient.Length; i++)
            {
                if (i / row != sample && gradient[i] != 0)
                {
                    return new(
                        FailureKind.Independence,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the result for sample {sample} of {count} depends on sample {i / row}"
                        ),
                        subject.Places[0].Path,
                        gradient[i],
                        0,
                        0
                    );
                }
            }

            return null;
        }
        finally
        {
            subject.Weights = weights;
        }
    }

    private static double[] Only(double[] cotangent, int sample, int count)
    {
        var only = new double[cotangent.Length];
        var row = cotangent.Length / count;
        cotangent.AsSpan(sample * row, row).CopyTo(only.AsSpan(sample * row));
        return only;
    }
}
