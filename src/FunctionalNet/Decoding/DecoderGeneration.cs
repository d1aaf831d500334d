using System.Numerics;

namespace FunctionalNet;

/// <summary>Text generation with a decoder.</summary>
public static class DecoderGeneration
{
    /// <summary>
    /// The tokens that a model generates after others, lazily: without end, or until a stop sequence. Each token is computed once.
    /// </summary>
    /// <remarks>
    /// The tokens are those of <see cref="Generation.Generate{T}(Func{Tensor{T}, Tensor{T}}, IReadOnlyList{int}, int, Sampling, Key)"/>
    /// until the context is full. Then generation continues from the last half of it, computed again, with positions counted from its
    /// beginning.
    /// </remarks>
    /// <param name="decoder">The model, with its context.</param>
    /// <param name="start">The prompt, at least one token; if it exceeds the context, its last tokens are used.</param>
    /// <param name="sampling">How a token is chosen from scores; sampled from the model's distribution if absent.</param>
    /// <param name="key">The key of the random numbers.</param>
    /// <exception cref="ArgumentException">The prompt is empty.</exception>
    /// <exception cref="LabelException">A token of the prompt is not in the vocabulary.</exception>
    /// <exception cref="NotFiniteNumberException">A score of the last position is NaN or +∞, or all are -∞.</exception>
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
