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
}
