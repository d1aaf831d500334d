using System.Numerics;

namespace FunctionalNet;

/// <summary>Samples for sequence models.</summary>
public static class Sequences
{
    /// <summary>
    /// Windows of a sequence of tokens, with the next token at each position as the target: inputs [n, length], targets [n, length].
    /// </summary>
    /// <param name="tokens">The sequence, of more than <paramref name="length"/> tokens.</param>
    /// <param name="length">The length of a window.</param>
    /// <param name="stride">The distance between the starts of windows; their length if absent, so that no token is repeated.</param>
    /// <exception cref="ArgumentException">The sequence is too short for one window.</exception>
    /// <example><code>
    /// var characters = CharacterTokenizer.Of("hello hello");
    /// Dataset&lt;float&gt; pieces = Sequences.Next&lt;float&gt;(characters.Encode("hello hello"), length: 4);
    /// </code></example>
    public static Dataset<T> Next<T>(int[] tokens, int length, int? stride = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var step = stride ?? length;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step, nameof(stride));
        if (tokens.Length <= length)
        {
            throw new ArgumentException(
                $"{tokens.Length} tokens hold no piece of {length} and the token that follows.",
                nameof(tokens)
            );
        }

        var count = ((tokens.Length - length - 1) / step) + 1;
        var shape = Shape.Of(count, length);
        var (inputs, targets) = (new T[shape.Size], new T[shape.Size]);
        for (var i = 0; i < count; i++)
        {
            for (var t = 0; t < length; t++)
            {
                inputs[(i * length) + t] = T.CreateTruncating(tokens[(i * step) + t]);
                targets[(i * length) + t] = T.CreateTruncating(tokens[(i * step) + t + 1]);
            }
        }

        return new(new(shape, inputs), new(shape, targets));
    }

    /// <summary>
    /// Batches sequences of different lengths by padding: tokens [n, length], and a mask of the same shape that is 1 for tokens and 0 for
    /// padding.
    /// </summary>
    /// <param name="sequences">The sequences, at least one; some may be empty.</param>
    /// <param name="length">The number of tokens per row; that of the longest sequence if absent. Longer ones are truncated.</param>
    /// <param name="padding">The padding token.</param>
    /// <param name="atStart">Whether padding comes before the tokens, as generation needs it.</param>
    /// <param name="keepLast">Whether a truncated sequence keeps its last token, such as a separator, in place of the one at the
    /// cut.</param>
    /// <exception cref="ArgumentException">There is no sequence, or all are empty.</exception>
    /// <example><code>
    /// var characters = CharacterTokenizer.Of("hello");
    /// var (tokens, mask) = Sequences.Pad&lt;float&gt;([characters.Encode("hello"), characters.Encode("he")], length: 4); // [2, 4]
    /// </code></example>
    public static (Tensor<T> Tokens, Tensor<T> Mask) Pad<T>(
        IReadOnlyList<int[]> sequences,
        int? length = null,
        int padding = 0,
        bool atStart = false,
        bool keepLast = false
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var columns = length ?? sequences.Select(tokens => tokens.Length).DefaultIfEmpty().Max();
        if (sequences.Count == 0 || columns < 1)
        {
            throw new ArgumentException("A batch has one sequence at least, and one token.", nameof(sequences));
        }

        var shape = Shape.Of(sequences.Count, columns);
        var (tokens, mask) = (new T[shape.Size], new T[shape.Size]);
        Array.Fill(tokens, T.CreateTruncating(padding));
        foreach (var (row, sequence) in sequences.Index())
        {
            var count = Math.Min(sequence.Length, columns);
            var start = (row * columns) + (atStart ? columns - count : 0);
            for (var i = 0; i < count; i++)
            {
                var isEnd = keepLast && i == columns - 1;
                (tokens[start + i], mask[start + i]) = (T.CreateTruncating(isEnd ? sequence[^1] : sequence[i]), T.One);
            }
        }

        return (new(shape, tokens), new(shape, mask));
    }
}
