using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// z = x y in an integer type of up to 32 bits, elementwise; the shape that both broadcast to. A product has twice the bits of its
/// operands, more than an executor's number type holds exactly, so it is computed in 64 bits and wrapped at once. ONNX: its body.
/// </summary>
/// <param name="To">The type.</param>
internal sealed record WrapProduct(WholeType To) : Elementwise
{
    /// <inheritdoc/>
    public override string Name => "functionalnet.WrapProduct";

    /// <inheritdoc/>
    public override string ToString() => $"MulIn{(To.IsSigned ? "Int" : "Uint")}{To.Bits}";

    /// <inheritdoc/>
    public override Tile<T> Tile<T>() => new Kernel<T>(this);

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var x = inputs[0].Span;
        var y = inputs[1].Span;
        var z = output.Span;
        var left = new Odometer(output.Sizes, inputs[0].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
        var right = new Odometer(output.Sizes, inputs[1].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = Product(x[left.Next()], y[right.Next()]);
        }
    }

    internal override Expr Body(ReadOnlySpan<Expr> inputs) =>
        new(new Wrap(To, IsConversion: false), inputs[0] * inputs[1]);

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [null, null];

    internal override OnnxNode? ToOnnx(Expr y) => null;

    protected override ElementType Element(ReadOnlySpan<Expr> inputs) =>
        base.Element([inputs[0], inputs[1]]) == ElementType.Int64
            ? ElementType.Int64
            : inputs[0].Require(ElementType.Int64, Name);

    private T Product<T>(T x, T y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        To.Wrap<T>(unchecked(long.CreateSaturating(x) * long.CreateSaturating(y)));

    private sealed unsafe class Kernel<T>(WrapProduct product) : Tile<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override void Run(T* a, T* b, T* c, T* y, int length)
        {
            for (var i = 0; i < length; i++)
            {
                y[i] = product.Product(a[i], b[i]);
            }
        }
    }
}
