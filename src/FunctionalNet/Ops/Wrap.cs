using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Wraps integers to a type with fewer bits: the lowest bits, in two's complement; the shape of the operand. ONNX: Cast to it and back to
/// int64.
/// </summary>
/// <param name="To">The type.</param>
/// <param name="IsConversion">Whether the operand was converted from floating-point numbers.</param>
internal sealed record Wrap(WholeType To, bool IsConversion) : Elementwise
{
    /// <inheritdoc/>
    public override string Name => "functionalnet.Wrap";

    /// <inheritdoc/>
    public override string ToString() =>
        $"WrapTo{(To.IsSigned ? "Int" : "Uint")}{To.Bits}{(IsConversion ? " converted" : string.Empty)}";

    /// <inheritdoc/>
    public override Tile<T> Tile<T>() => new Kernel<T>(this);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
        Map<T>(inputs[0].Span, output.Span);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [null];

    internal override OnnxNode ToOnnx(Expr y) =>
        new OnnxNode("Cast", [.. y.Inputs]).With("to", To.Code) with
        {
            Then = new OnnxNode("Cast", []).With("to", ElementType.Int64),
        };

    protected override ElementType Element(ReadOnlySpan<Expr> inputs) => inputs[0].Require(ElementType.Int64, Name);

    private void Map<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = IsConversion ? To.Convert(x[i]) : To.Wrap<T>(long.CreateSaturating(x[i]));
        }
    }

    private sealed unsafe class Kernel<T>(Wrap wrap) : Tile<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length) =>
            wrap.Map(new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
    }
}
