using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet.Laws;

/// <summary>An operator with a mistake planted in its derivative.</summary>
internal sealed record Planted(Op Inner, Mistake Mistake, int Operand) : Op
{
    public override string Name => Inner.Name;

    public override string ToString() => $"Planted {Inner}, {Mistake.Name}";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => Inner.Infer(inputs);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        Inner.Evaluate(inputs, output);

    internal override IEnumerable<Expr> Kinks(Expr y) => Inner.Kinks(Right(y));

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var flows = Gradient.Flows(Right(y), dy);
        var x = y.Inputs[Operand];
        return flows[Operand] is { } flow
            ? flows.SetItem(Operand, Mistake.In(Gradient.SumTo(flow, x.Shape), x, flow))
            : flows;
    }

    private Expr Right(Expr y) => new(Inner, y.Inputs.AsSpan());
}

/// <summary>A mistake that alters a correct derivative.</summary>
/// <param name="Name">The mistake as a programmer might make it.</param>
/// <param name="In">
/// Maps the derivative, the operand, and the derivative before the sum over broadcast axes to the wrong derivative.
/// </param>
internal sealed record Mistake(string Name, Func<Expr, Expr, Expr, Expr?> In)
{
    public static ImmutableArray<Mistake> All { get; } =
    [
        new("sign flipped", (dx, _, _) => -dx),
        new("factor forgotten", (dx, _, _) => 0.5 * dx),
        new("a little too much", (dx, _, _) => dx * 1.0001),
        new("operand forgotten", (_, _, _) => null),
        new("term too many", (dx, x, _) => dx + (0.1 * x)),
        new("reversed", (dx, _, _) => Last(dx) > 1 ? dx.Narrow(-1, Last(dx) - 1, Last(dx), -1) : dx),
        new("off by one", (dx, _, _) => Last(dx) > 1 ? Rolled(dx) : dx),
        new("transposed", (dx, _, _) => IsSquare(dx) ? dx.Transpose() : dx) { IsRare = true },
        new("wrong axis", (dx, _, _) => dx.Shape.Rank > 0 ? dx.ReduceMean([0], keepDims: true).Expand(dx.Shape) : dx),
        new("mean for sum", (dx, x, flow) => dx * ((double)x.Shape.Size / flow.Shape.Size)) { IsRare = true },
        new("padding off by one", (dx, _, _) => Last(dx) > 1 ? Shifted(dx) : dx),
        new("broadcast not summed", (dx, x, flow) => flow.Shape == x.Shape ? dx : First(flow, x.Shape))
        {
            IsRare = true,
        },
        new("summed over all axes", (dx, x, flow) => flow.Shape == x.Shape ? dx : dx.ReduceMean().Expand(dx.Shape))
        {
            IsRare = true,
        },
        new("first element dropped", (dx, _, _) => dx.Shape.Rank > 0 ? dx * Hole(dx) : dx),
        new("not differentiated again", (dx, _, _) => new Expr(new Detached(), dx)),
    ];

    /// <summary>Gets a value indicating whether the mistake shows only if an operand is broadcast or square.</summary>
    public bool IsRare { get; private init; }

    private static int Last(Expr x) => x.Shape.Rank == 0 ? 1 : x.Shape[^1].Size;

    private static bool IsSquare(Expr x) => x.Shape.Rank >= 2 && x.Shape[^1] == x.Shape[^2];

    private static Expr Rolled(Expr x) => Ops.Concat(-1, x.Narrow(-1, Last(x) - 1, 1), x.Narrow(-1, 0, Last(x) - 1));

    private static Expr Shifted(Expr x) => Ops.Concat(-1, 0 * x.Narrow(-1, 0, 1), x.Narrow(-1, 0, Last(x) - 1));

    // The derivative at the first of the broadcast elements, instead of the sum over them.
    private static Expr First(Expr flow, Shape shape)
    {
        var lead = flow.Shape.Rank - shape.Rank;
        for (var axis = 0; axis < flow.Shape.Rank; axis++)
        {
            flow = flow.Narrow(axis, 0, axis < lead ? 1 : shape[axis - lead].Size);
        }

        return flow.Reshape(shape);
    }

    private static Expr Hole(Expr x) =>
        Ops.Constant(x.Shape, [.. Enumerable.Range(0, x.Shape.Size).Select(i => i == 0 ? 0.0 : 1)]);

    /// <summary>The identity without a derivative.</summary>
    private sealed record Detached : Op
    {
        public override string Name => "Detached";

        public override string ToString() => "Planted Detached";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => inputs[0].Type;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            inputs[0].Span.CopyTo(output.Span);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [null];
    }
}
