using System.Numerics;

namespace FunctionalNet;

/// <summary>Sequences that a decoder goes on with.</summary>
public static class DecoderGeneration
{
    /// <summary>
    /// The tokens that a model puts behind others, lazily: without end, or until a sequence at which to stop. Each token is read once.
    /// </summary>
    /// <remarks>
    /// The tokens are those of <see cref="Generation.Generate{T}(Func{Tensor{T}, Tensor{T}}, IReadOnlyList{int}, int, Sampling, Key)"/>
    /// until the context is full. Then the last half of it is read anew, and it goes on from there: places are counted from its beginning.
    /// </remarks>
    /// <param name="decoder">The model, with its context.</param>
    /// <param name="start">The tokens before, one at least, of which the last that fit are read.</param>
    /// <param name="sampling">How a token is chosen from scores; as the model says if absent.</param>
    /// <param name="key">What is drawn follows from it.</param>
    /// <exception cref="ArgumentException">There is no token to start with.</exception>
    /// <example><code>
    /// var characters = CharacterTokenizer.Of("hello hello");
    /// var state = Training.Of(Embedding(4, 8) >> TransformerBlock(2, causal: true) >> Dense(4), SoftmaxCrossEntropy(), Adam(0.01)).Init(1, new(32));
    /// var tokens = Decoder&lt;float>.Of(state.Model).Generate(characters.Encode("he"), new() { Temperature = 0.8, TopK = 3 }, key: 2);
    /// string text = characters.Decode([.. tokens.Take(20)]);
    /// </code></example>
    public static IEnumerable<int> Generate<T>(
        this Decoder<T> decoder,
        IReadOnlyList<int> start,
        Sampling? sampling = null,
        Key key = default
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(start);
        return Generation.Decode(start, decoder.Context, sampling ?? new(), key, () => decoder.Empty(), Read);

        (double[] Scores, DecoderCache<T> Cache) Read(int[] tokens, DecoderCache<T> cache)
        {
            var next = new Tensor<T>(new(1, tokens.Length), [.. tokens.Select(token => T.CreateTruncating(token))]);
            return decoder.Advance(next, cache, (step, scores) => Last(scores, tokens.Length));
        }

        static double[] Last(ReadOnlySpan<T> scores, int tokens)
        {
            var row = new double[scores.Length / tokens];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = double.CreateTruncating(scores[^(row.Length - i)]);
            }

            return row;
        }
    }
}
