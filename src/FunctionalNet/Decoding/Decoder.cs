using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Incremental decoding with a causal model: a pure function (tokens, cache) → (scores, cache), composed of the same layers as
/// <see cref="Model{T}.Predict"/>, with the same scores. A step computes only the new tokens, which attend to the cached ones.
/// </summary>
/// <remarks>Thread-safe. Any number of steps may continue from one cache.</remarks>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// var state = Training.Of(Embedding(9, 8) >> TransformerBlock(2, causal: true) >> Dense(9), SoftmaxCrossEntropy(), Adam(0.01)).Init(1, new(16));
/// var decoder = Decoder&lt;float>.Of(state.Model);
/// var (scores, cache) = decoder.Step(Tensor.Of&lt;float>(new(1, 3), 5, 7, 2), decoder.Empty()); // scores [1, 3, 9]
/// var (next, _) = decoder.Step(Tensor.Of&lt;float>(new(1, 1), 4), cache);                       // those of the fourth token
/// </code></example>
public sealed class Decoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LeastCapacity = 32;
    private const int Growth = 8;

    private readonly ResourcePool<(int Rows, int Tokens, int Capacity)> steps = new();

    private Decoder(Model<T> model, int context) => (Model, Context) = (model, context);

    /// <summary>Gets the model.</summary>
    public Model<T> Model { get; }

    /// <summary>Gets the maximum length of a sequence.</summary>
    public int Context { get; }

    /// <summary>The layer, and the maximum length of a sequence.</summary>
    public override string ToString() => $"decoder of {Model.Layer}, at most {Context} tokens";

    /// <summary>A decoder of a model. The model is checked: the scores of a few tokens must be the same at once and one by one.</summary>
    /// <param name="model">From tokens [batch, tokens] to scores [batch, tokens, vocabulary], where no token attends to later ones.</param>
    /// <param name="context">The maximum length of a sequence; the input length of the model if absent.</param>
    /// <exception cref="ShapeException">The model has another form, one of its layers mixes tokens other than by causal attention, or it
    /// does not support this length.</exception>
    public static Decoder<T> Of(Model<T> model, int? context = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (context is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(context));
        }

        if (model.Layer.InputType != ElementType.Int64 || model.Input.Rank != 1)
        {
            throw new ShapeException(
                nameof(Decoder<T>),
                $"the model takes {model.Layer.InputType} {model.Input}",
                "decode a model of tokens [batch, tokens], which begins with an Embedding"
            );
        }

        var decoder = new Decoder<T>(model, context ?? model.Input[0].Size);
        decoder.Try();
        return decoder;
    }

    /// <summary>The cache before the first token.</summary>
    /// <param name="rows">The number of sequences in the batch.</param>
    public DecoderCache<T> Empty(int rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new(Model, rows, 0, 0, []);
    }

    /// <summary>The scores of new tokens after those of a cache, and the extended cache; the given cache is unchanged.</summary>
    /// <param name="tokens">The next tokens of each sequence, [rows, tokens], at least one.</param>
    /// <param name="cache">The cache of the earlier tokens.</param>
    /// <exception cref="ShapeException">The tokens have another shape, or exceed the context; or the cache is of another model.</exception>
    /// <exception cref="LabelException">A token is not in the vocabulary.</exception>
    public (Tensor<T> Scores, DecoderCache<T> Cache) Step(Tensor<T> tokens, DecoderCache<T> cache)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(cache);
        if (tokens.Shape.Rank != 2 || tokens.Shape[0] != cache.Rows || tokens.Shape[1] == 0)
        {
            throw new ShapeException(
                nameof(Step),
                $"the tokens are {tokens.Shape} for {cache.Rows} sequences",
                "give [rows, tokens]"
            );
        }

        if (!ReferenceEquals(cache.Model, Model))
        {
            throw new ShapeException(
                nameof(Step),
                "the cache has the keys and values of another model",
                "give the Empty() of this decoder, or the cache that its last step gave"
            );
        }

        var own =
            Room(cache, tokens.Shape[1].Size) is var roomy && ReferenceEquals(roomy, cache)
                ? cache.Copy(cache.Capacity)
                : roomy;
        return Advance(tokens, own, (step, last) => step.Scores(last));
    }

    /// <summary>A step in place: the given cache must not be used afterwards. The scores must be read before the next step.</summary>
    internal (TResult Result, DecoderCache<T> Cache) Advance<TResult>(
        Tensor<T> tokens,
        DecoderCache<T> cache,
        Func<PlannedDecoder<T>, ReadOnlySpan<T>, TResult> read
    )
    {
        var count = tokens.Shape[1].Size;
        var room = Room(cache, count);
        var key = (room.Rows, count, room.Capacity);
        var step = steps.Rent<PlannedDecoder<T>>(
            key,
            size => new(Model, Context, size.Rows, size.Tokens, size.Capacity)
        );
        var values = room.Values.IsEmpty ? [.. step.Shapes.Select(shape => new Tensor<T>(shape))] : room.Values;
        var result = read(step, step.Run(tokens, room.Length, values));
        steps.Return(key, step);
        return (result, room.Longer(count, values));
    }

    // The capacity grows by an eighth of a power of two: a token costs as much as its context, and copies are rare.
    private DecoderCache<T> Room(DecoderCache<T> cache, int tokens)
    {
        var length = checked(cache.Length + tokens);
        if (length > Context)
        {
            throw new ShapeException(
                nameof(Step),
                $"{tokens} tokens follow {cache.Length}, but the context has {Context}",
                "begin again with the last tokens and an empty cache"
            );
        }

        if (length <= cache.Capacity)
        {
            return cache;
        }

        var step = Math.Max(LeastCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)length) / Growth);
        return cache.Copy(Math.Min(Context, checked((length + step - 1) / step * step)));
    }

    private void Try()
    {
        int[] parts = [3, 1, 2];
        var count = Math.Min(parts.Sum(), Context);
        var vocabulary = Math.Min(2, Advance(new Tensor<T>(new(1, 1)), Empty(), (step, last) => last.Length).Result);
        T[] tokens = [.. Enumerable.Range(0, count).Select(i => T.CreateChecked((i * (i + 1) / 2) % vocabulary))];
        var whole = Whole(new(new(1, count), tokens));
        var cache = Empty();
        for (var (part, start) = (0, 0); start < count; part++)
        {
            var size = Math.Min(parts[part], count - start);
            (var scores, cache) = Step(new(new(1, size), tokens.AsSpan(start, size)), cache);
            Compare(whole.Span.Slice(start * scores.Shape[2].Size, scores.Length), scores.Span);
            start += size;
        }
    }

    private Tensor<T> Whole(Tensor<T> tokens)
    {
        try
        {
            return new Model<T>(Model.Layer, tokens.Shape[1..], Model.Values).Predict(tokens);
        }
        catch (ArgumentException)
        {
            throw new ShapeException(
                nameof(Decoder<T>),
                $"the model is for sequences of {Model.Input[0]} tokens and no others",
                "decode a model whose variables do not depend on the number of tokens"
            );
        }
    }

    private static void Compare(ReadOnlySpan<T> whole, ReadOnlySpan<T> parts)
    {
        const double Tolerance = 1e-3;
        for (var i = 0; i < whole.Length; i++)
        {
            var (a, b) = (double.CreateChecked(whole[i]), double.CreateChecked(parts[i]));
            if (!Closeness.Are(a, b, Tolerance * (1 + Math.Abs(a))))
            {
                throw new ShapeException(
                    nameof(Decoder<T>),
                    FormattableString.Invariant($"a score is {a:G6} for the whole sequence, and {b:G6} token by token"),
                    "decode a model in which tokens meet in causal attention only"
                );
            }
        }
    }
}
