using System.Numerics;

namespace FunctionalNet;

/// <summary>Generates sequences token by token.</summary>
public static class Generation
{
    /// <summary>The tokens of a prompt: those of the text, without the one that marks its end, where the tokenizer ends texts.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text that is to be continued.</param>
    /// <exception cref="ArgumentException">The text has a character without a token.</exception>
    /// <example><code>
    /// var pairs = PublishedTokenizer.Load("gpt2").OrThrow();
    /// int[] start = pairs.EncodePrompt("Once upon a time");
    /// </code></example>
    public static int[] EncodePrompt(this ITokenizer tokenizer, string text)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var tokens = tokenizer.Encode(text);
        return tokenizer.EndsTexts ? tokens[..^1] : tokens;
    }

    /// <summary>
    /// Generates tokens lazily and without end: each is sampled from softmax(scores / temperature) at the last position, and appended to
    /// the input of the next.
    /// </summary>
    /// <remarks>Requires a causal model: positions after the last token are 0 and must not affect it.</remarks>
    /// <param name="scores">Maps tokens [1, length] to logits or log-probabilities [1, length, tokens].</param>
    /// <param name="start">The prompt, at least one token; the model sees the last <paramref name="length"/> tokens.</param>
    /// <param name="length">The sequence length of the model.</param>
    /// <param name="temperature">1 samples from the model's distribution, less favours likely tokens, and 0 always takes the most
    /// likely.</param>
    /// <param name="key">Determines the samples.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or the scores have another shape.</exception>
    /// <exception cref="NotFiniteNumberException">A score of the last position is NaN or +∞, or all are -∞.</exception>
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
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        return Generate(scores, start, length, new Sampling { Temperature = temperature }, key);
    }

    /// <summary>
    /// Generates tokens lazily: without end, or until a stop sequence. Each is chosen by the scores at the last position, and appended to
    /// the input of the next.
    /// </summary>
    /// <remarks>
    /// Requires a causal model: positions after the last token are 0 and must not affect it. Each step processes the whole sequence; a
    /// <c>Decoder</c> processes each token once.
    /// </remarks>
    /// <param name="scores">Maps tokens [1, length] to logits or log-probabilities [1, length, tokens].</param>
    /// <param name="start">The prompt, at least one token; the model sees the last <paramref name="length"/> tokens.</param>
    /// <param name="length">The sequence length of the model.</param>
    /// <param name="sampling">How a token is chosen from scores.</param>
    /// <param name="key">Determines the samples.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or the scores have another shape.</exception>
    /// <exception cref="NotFiniteNumberException">A score of the last position is NaN or +∞, or all are -∞.</exception>
    /// <example><code>
    /// var likely = new Sampling { TopK = 3, Stop = [[2, 2]] };
    /// var tokens = Generation.Generate&lt;float&gt;(trained.Model.Predict, start: [0, 1], length: 4, likely, key: 2);
    /// </code></example>
    public static IEnumerable<int> Generate<T>(
        Func<Tensor<T>, Tensor<T>> scores,
        IReadOnlyList<int> start,
        int length,
        Sampling sampling,
        Key key
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentNullException.ThrowIfNull(sampling);
        return start.Count > 0
            ? sampling.UntilStop(Items())
            : throw new ArgumentException("A sequence continues from at least one token.", nameof(start));

        IEnumerable<int> Items()
        {
            var all = new List<int>(start);
            for (var place = 0UL; ; place++)
            {
                var row = Last(scores(Window(all, length)), Math.Min(all.Count, length), length);
                var token = sampling.Choose(row, all, key.Split(place));
                yield return token;
                all.Add(token);
            }
        }

        static Tensor<T> Window(List<int> all, int length)
        {
            var window = new T[length];
            foreach (var (i, token) in all.TakeLast(length).Index())
            {
                window[i] = T.CreateTruncating(token);
            }

            return new(new(1, length), window);
        }
    }

    /// <summary>
    /// Generates tokens with a cache: each token is processed once and then part of the state. A sequence that exceeds the context restarts
    /// with its last half.
    /// </summary>
    /// <param name="start">The prompt, at least one token.</param>
    /// <param name="context">The maximum number of tokens in a state.</param>
    /// <param name="sampling">How a token is chosen from scores.</param>
    /// <param name="key">Determines the samples.</param>
    /// <param name="empty">The state before the first token.</param>
    /// <param name="read">Maps some tokens and a state, which must not be used again, to the scores after them and the next state.</param>
    internal static IEnumerable<int> Decode<TState>(
        IReadOnlyList<int> start,
        int context,
        Sampling sampling,
        Key key,
        Func<TState> empty,
        Func<int[], TState, (double[] Scores, TState State)> read
    )
    {
        return start.Count > 0
            ? sampling.UntilStop(Items())
            : throw new ArgumentException("A sequence continues from at least one token.", nameof(start));

        IEnumerable<int> Items()
        {
            var all = new List<int>(start);
            var (state, length, next) = (empty(), 0, Math.Min(start.Count, context));
            try
            {
                for (var place = 0UL; ; place++)
                {
                    if (length + next > context)
                    {
                        (state as IDisposable)?.Dispose();
                        (state, length, next) = (empty(), 0, (context + 1) / 2);
                    }

                    (var scores, state) = read([.. all.TakeLast(next)], state);
                    var token = sampling.Choose(scores, all, key.Split(place));
                    yield return token;
                    all.Add(token);
                    (length, next) = (length + next, 1);
                }
            }
            finally
            {
                (state as IDisposable)?.Dispose();
            }
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
}
