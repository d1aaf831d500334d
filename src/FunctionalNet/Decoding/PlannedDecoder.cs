using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>A model compiled for one size of a decoding step.</summary>
internal sealed class PlannedDecoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly Expr tokens;
    private readonly Expr past;
    private readonly ImmutableArray<Expr> variables;
    private readonly ImmutableArray<Expr> states;
    private readonly Tensor<T> length = new(Shape.Scalar);
    private readonly Shape scores;

    /// <summary>Initializes a new instance of the <see cref="PlannedDecoder{T}"/> class.</summary>
    /// <exception cref="ShapeException">The model does not support incremental decoding.</exception>
    public PlannedDecoder(Model<T> model, int longest, int rows, int count, int capacity)
    {
        var decoding = FixedDecoding.Of(longest, rows, count, capacity);
        var trace = new Trace(isTraining: false) { Decoding = decoding };
        (tokens, past) = (Expr.Input("tokens", new(rows, count), model.Layer.InputType), decoding.Past);
        var y = trace.Compose(model.Layer, tokens);
        scores = y.Shape;
        if (scores.Rank != 3 || scores[0] != rows || scores[1] != count)
        {
            throw new ShapeException(
                nameof(Decoder<T>),
                $"tokens {tokens.Shape} become {scores}",
                "decode a model that gives scores [batch, tokens, vocabulary]"
            );
        }

        variables = [.. trace.Variables];
        states = [.. decoding.States.Select(state => state.Past)];
        plan = Plan<T>.Compile(
            new Graph([tokens, past, .. variables, .. states], [y, .. decoding.Added]),
            [],
            model.Team
        );
        foreach (var variable in variables)
        {
            plan.Bind(variable, Value(model, variable));
        }

        Shapes = [.. states.Select(state => state.Shape)];
    }

    /// <summary>Gets the shapes of the caches.</summary>
    public ImmutableArray<Shape> Shapes { get; }

    /// <summary>The scores of new tokens, which are appended to the caches.</summary>
    public ReadOnlySpan<T> Run(Tensor<T> next, int before, ImmutableArray<Tensor<T>> kept)
    {
        length.Writable[0] = WholeNumbers.Exact<T>(before);
        plan.Bind(tokens, next);
        plan.Bind(past, length);
        for (var i = 0; i < states.Length; i++)
        {
            plan.Bind(states[i], kept[i]);
        }

        plan.Run();
        for (var i = 0; i < states.Length; i++)
        {
            Put(plan.Output(1 + i), kept[i], before);
        }

        GC.KeepAlive(next);
        GC.KeepAlive(length);
        GC.KeepAlive(kept);
        return plan.Output(0);
    }

    /// <summary>The scores as a new tensor.</summary>
    public Tensor<T> Scores(ReadOnlySpan<T> last) => new(scores, last);

    private void Put(ReadOnlySpan<T> added, Tensor<T> kept, int before)
    {
        var (capacity, width) = (kept.Shape[2].Size, kept.Shape[3].Size);
        var run = tokens.Shape[1].Size * width;
        for (var block = 0; block * run < added.Length; block++)
        {
            added.Slice(block * run, run).CopyTo(kept.Writable[(((block * capacity) + before) * width)..]);
        }
    }

    private static Tensor<T> Value(Model<T> model, Expr variable) =>
        model.Values.TryGetValue(variable.Variable!.Path, out var value) && value.Shape == variable.Shape
            ? value
            : throw new ShapeException(
                nameof(Decoder<T>),
                $"{variable.Variable} of shape {variable.Shape} is none of the model's for whole sequences",
                "decode a model whose variables do not depend on the number of tokens"
            );
}
