using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Rounds each element to a type of 8 or 4 bits; the shape of the operand. The derivative is 1 (straight-through). ONNX: Cast to the type
/// and back.
/// </summary>
/// <param name="To">The type.</param>
/// <param name="IsSaturated">Whether values that are too large become the largest number, rather than infinity or NaN.</param>
/// <param name="Mode">For powers of two: up, down or nearest.</param>
internal sealed record RoundToSmall(SmallFloat To, bool IsSaturated, string Mode) : Elementwise
{
    /// <inheritdoc/>
    public override string Name => "functionalnet.RoundToSmall";

    /// <inheritdoc/>
    public override string ToString() => $"RoundToSmall of type {To.Code}{(IsSaturated ? string.Empty : " unbounded")}";

    /// <inheritdoc/>
    public override Tile<T> Tile<T>() => new Kernel<T>(this);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        Map<T>(inputs[0].Span, output.Span);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy];

    internal override OnnxNode ToOnnx(Expr y)
    {
        var node = new OnnxNode("Cast", [.. y.Inputs]).With("to", To.Code).With("saturate", IsSaturated ? 1L : 0L);
        return (To.IsPower ? node.With("round_mode", Mode) : node) with
        {
            Then = new OnnxNode("Cast", []).With("to", ElementType.Float),
        };
    }

    protected override ElementType Element(ReadOnlySpan<Expr> inputs) => inputs[0].Require(ElementType.Float, Name);

    private void Map<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = To.IsPower ? To.Power(x[i], IsSaturated, Mode) : To.Round(x[i], IsSaturated);
        }
    }

    private sealed unsafe class Kernel<T>(RoundToSmall round) : Tile<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length) =>
            round.Map(new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
    }
}
