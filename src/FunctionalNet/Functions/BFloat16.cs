using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>The 16 bits of a bfloat16: the upper half of a float32, rounded to the nearest, halves to the even one.</summary>
internal static class BFloat16
{
    private const uint Half = 0x7FFF;
    private const uint Quiet = 0x40;

    /// <summary>The bits of the nearest bfloat16.</summary>
    public static ushort Of(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | Quiet : (bits + Half + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The value of such bits.</summary>
    public static float Value(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Each element rounded to a bfloat16; the derivative is that of x itself.</summary>
    public static Expr Rounded(Expr x) => new(new RoundOp(), x);

    /// <summary>The same elements in half of the memory, for <see cref="Unpacked"/> only.</summary>
    public static Expr Packed(Expr x) => new(new PackOp(), x);

    /// <summary>The elements again.</summary>
    public static Expr Unpacked(Expr packed, Shape shape) => new(new UnpackOp(shape), packed);

    private static InvalidOperationException Twice() =>
        new(
            "A layer whose input is kept in 16 bits can be differentiated once only: keep it in full for a second derivative."
        );

    private sealed record RoundOp : Elementwise
    {
        public override string Name => "RoundToBFloat16";

        public override string ToString() => Name;

        public override Tile<T> Tile<T>() => new Kernel<T>();

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            Round<T>(inputs[0].Span, output.Span);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy];

        protected override ElementType Element(ReadOnlySpan<Expr> inputs) => inputs[0].Require(ElementType.Float, Name);

        private static void Round<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = T.CreateTruncating(Value(Of(float.CreateTruncating(x[i]))));
            }
        }

        private sealed unsafe class Kernel<T> : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length) =>
                Round(new ReadOnlySpan<T>(a, length), new Span<T>(y, length));
        }
    }

    // Two elements take the place of one: the values are no numbers, and only moved.
    private sealed record PackOp : Op
    {
        public override string Name => "PackBFloat16";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            new(new Shape((inputs[0].Shape.Size + 1) / 2), inputs[0].Require(ElementType.Float, Name));

        internal override unsafe void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var from = inputs[0].Span;
            var to = (ushort*)output.Pointer;
            for (var i = 0; i < inputs[0].Length; i++)
            {
                to[i] = Of(float.CreateTruncating(from[i]));
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => throw Twice();
    }

    private sealed record UnpackOp(Shape Shape) : Op
    {
        public override string Name => "UnpackBFloat16";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(Shape);

        internal override unsafe void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var from = (ushort*)inputs[0].Pointer;
            var to = output.Span;
            for (var i = 0; i < output.Length; i++)
            {
                to[i] = T.CreateTruncating(Value(from[i]));
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => throw Twice();
    }
}
