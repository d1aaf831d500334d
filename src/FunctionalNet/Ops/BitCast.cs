using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Reinterprets the bits of each element as another type of a file with the same number of bits; the shape of the operand. There is no
/// derivative. ONNX: BitCast between casts to the types.
/// </summary>
/// <param name="From">The type of the operand.</param>
/// <param name="To">The type of the result.</param>
internal sealed record BitCast(BitForm From, BitForm To) : Elementwise
{
    /// <inheritdoc/>
    public override string Name => nameof(BitCast);

    /// <inheritdoc/>
    public override string ToString() => $"BitCast of type {From.Code} to {To.Code}";

    /// <inheritdoc/>
    public override Tile<T> Tile<T>() => new Kernel<T>(this);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        Map<T>(inputs[0].Span, output.Span);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [null];

    internal override OnnxNode ToOnnx(Expr y) =>
        new OnnxNode("Cast", [.. y.Inputs]).With("to", From.Code) with
        {
            Then = new OnnxNode(Name, []).With("to", To.Code) with
            {
                Then = new OnnxNode("Cast", []).With("to", To.Element),
            },
        };

    protected override ElementType Element(ReadOnlySpan<Expr> inputs)
    {
        inputs[0].Require(From.Element, Name);
        return From.Bits == To.Bits
            ? To.Element
            : throw new ShapeException(
                Name,
                $"an element has {From.Bits} bits before and {To.Bits} after",
                "cast between types of as many bits"
            );
    }

    private void Map<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = To.Value<T>(From.BitsOf(x[i]));
        }
    }

    private sealed unsafe class Kernel<T>(BitCast cast) : Tile<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length) =>
            cast.Map(new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
    }
}
