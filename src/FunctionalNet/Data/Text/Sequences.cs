using System.Numerics;

namespace FunctionalNet;

/// <summary>Samples for models of sequences.</summary>
public static class Sequences
{
    /// <summary>Pieces of a sequence of tokens, and for each place the token that follows: inputs [n, length], targets [n, length].</summary>
    /// <param name="tokens">The sequence, of more than <paramref name="length"/> tokens.</param>
    /// <param name="length">The length of a piece.</param>
    /// <param name="stride">How far apart the pieces begin; as their length if absent, so that no token comes twice.</param>
    /// <exception cref="ArgumentException">The sequence is too short for one piece.</exception>
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

    /// <summary>Sequences of different lengths as one batch: tokens [n, length], and a mask of the same shape that is 1 where a token is.</summary>
    /// <param name="sequences">The sequences, one at least, some of which may be empty.</param>
    /// <param name="length">The tokens of each row; as many as the longest sequence has if absent. Longer ones lose their end.</param>
    /// <param name="padding">The token that shorter ones are filled with.</param>
    /// <param name="atStart">Whether they are filled before their first token, as models that go on with a text want it.</param>
    /// <param name="keepLast">Whether one that is cut keeps its last token, such as a separator, in the place of another.</param>
    /// <exception cref="ArgumentException">There is no sequence, or none of them has a token.</exception>
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
