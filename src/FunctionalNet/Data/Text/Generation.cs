using System.Numerics;

namespace FunctionalNet;

/// <summary>Sequences that a model goes on with, token by token.</summary>
public static class Generation
{
    /// <summary>
    /// The tokens that a model puts behind others, without end and lazily: each is drawn from softmax(scores / temperature), where the
    /// scores are those at the last place, and is then a token that the next follows.
    /// </summary>
    /// <remarks>A causal model is asked for: what stands behind the last token is 0 and must not be looked at.</remarks>
    /// <param name="scores">From tokens [1, length] to logits or logarithms of probabilities [1, length, tokens].</param>
    /// <param name="start">The tokens before, one at least; the model sees the last <paramref name="length"/>.</param>
    /// <param name="length">The length of the sequences that the model takes.</param>
    /// <param name="temperature">1 draws as the model says, less prefers what is likely, and 0 always takes the likeliest.</param>
    /// <param name="key">What is drawn follows from it.</param>
    /// <exception cref="ArgumentException">There is no token to start with, or the scores are of another shape.</exception>
    /// <example><code>
    /// var characters = CharacterTokenizer.Of("hello hello");
    /// var state = Training.Of(Embedding(4, 8) >> TransformerBlock(2, causal: true) >> Dense(4), SoftmaxCrossEntropy(), Adam(0.01)).Init(1, new(4));
    /// var tokens = Generation.Generate&lt;float&gt;(state.Model.Predict, characters.Encode("he"), length: 4, temperature: 0.8, key: 2);
    /// string text = characters.Decode([.. tokens.Take(20)]);
    /// </code></example>
    public static IEnumerable<int> Generate<T>(
        Func<Tensor<T>, Tensor<T>> scores,
        IReadOnlyList<int> start,
        int length,
        double temperature,
        Key key
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        return start.Count > 0
            ? Items()
            : throw new ArgumentException("A sequence goes on from one token at least.", nameof(start));

        IEnumerable<int> Items()
        {
            var seen = new Queue<int>(start.TakeLast(length));
            for (var place = 0UL; ; place++)
            {
                var row = Last(scores(Padded(seen, length)), seen.Count, length);
                var token = temperature > 0 ? Drawn(row, temperature, key.Split(place)) : Array.IndexOf(row, row.Max());
                yield return token;
                if (seen.Count == length)
                {
                    seen.Dequeue();
                }

                seen.Enqueue(token);
            }
        }

        static Tensor<T> Padded(Queue<int> seen, int length)
        {
            var window = new T[length];
            foreach (var (i, token) in seen.Index())
            {
                window[i] = T.CreateTruncating(token);
            }

            return new(new(1, length), window);
        }
    }

    private static double[] Last<T>(Tensor<T> scores, int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scores.Shape.Rank != 3 || scores.Shape[1] != length)
        {
            throw new ArgumentException(
                $"Scores {scores.Shape} for tokens [1, {length}] are not [1, {length}, tokens].",
                nameof(scores)
            );
        }

        var tokens = scores.Shape[2].Size;
        return [.. scores.Span.Slice((count - 1) * tokens, tokens).ToArray().Select(double.CreateTruncating)];
    }

    // The first token at which the sum of probabilities exceeds a number drawn from 0 to 1.
    private static int Drawn(double[] row, double temperature, Key key)
    {
        var largest = row.Max();
        double[] weights = [.. row.Select(score => Math.Exp((score - largest) / temperature))];
        var drawn = new double[1];
        key.Uniform<double>(drawn);
        var left = drawn[0] * weights.Sum();
        for (var token = 0; token < weights.Length; token++)
        {
            left -= weights[token];
            if (left < 0)
            {
                return token;
            }
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
    }
}
