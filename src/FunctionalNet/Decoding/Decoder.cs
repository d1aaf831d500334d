using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// A causal model that takes its tokens some at a time: a pure function (tokens, cache) → (scores, cache), composed of the same layers as
/// <see cref="Model{T}.Predict"/>, whose scores it gives. A step costs as much as its own tokens, and attention to those before.
/// </summary>
/// <remarks>Safe to use from several threads at once. Any number of steps may go on from one cache.</remarks>
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

    /// <summary>Gets the most tokens of a sequence.</summary>
    public int Context { get; }

    /// <summary>A decoder of a model, which is tried: a few tokens at once and one by one must have the same scores.</summary>
    /// <param name="model">From tokens [batch, tokens] to scores [batch, tokens, vocabulary], where no token looks at those that follow.</param>
    /// <param name="context">The most tokens of a sequence; as many as the model takes at once if absent.</param>
    /// <exception cref="ShapeException">
    /// The model is of another kind, a layer of it mixes tokens otherwise than by causal attention, or has no place for so many.
    /// </exception>
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
    /// <param name="rows">The number of sequences side by side.</param>
    public DecoderCache<T> Empty(int rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new(rows, 0, 0, []);
    }

    /// <summary>The scores of tokens that follow those of a cache, and the cache with them; the one that was given stays as it is.</summary>
    /// <param name="tokens">The next tokens of each sequence, [rows, tokens], one at least.</param>
    /// <param name="cache">What was kept of those before.</param>
    /// <exception cref="ShapeException">The tokens are of another shape, or more than the context has room for.</exception>
    /// <exception cref="LabelException">There is no such token.</exception>
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

        var own =
            Room(cache, tokens.Shape[1].Size) is var roomy && ReferenceEquals(roomy, cache)
                ? cache.Copy(cache.Capacity)
                : roomy;
        return Advance(tokens, own, (step, last) => step.Scores(last));
    }

    /// <summary>A step in place: the cache that was given has been used up. The scores are read before another step runs.</summary>
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

    // A full room grows by an eighth of a power of two: a token costs what its context does, and moves are few.
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
