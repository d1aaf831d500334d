using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// Rounds each element to the nearest number of a type of 16 or 32 bits; the shape of the operand. The derivative is 1 (straight-through).
/// ONNX: Cast to the type and back.
/// </summary>
/// <param name="To">The number type.</param>
/// <param name="Waits">Whether it is read late: a plan then keeps it packed, two numbers to an element, until it is.</param>
/// <param name="Reading">Distinguishes readings: expressions of different readings are computed separately, from the same packed
/// numbers.</param>
internal sealed record Rounding(Precision To, bool Waits, int Reading = 0) : Elementwise
{
    /// <summary>With fewer elements, packing is not worth two more kernels.</summary>
    public const int Fewest = 256;

    /// <inheritdoc/>
    public override string Name => $"RoundTo{To}";

    internal override bool IsNonDecreasing => true;

    /// <summary>The operand rounded; itself for a precision of 64 bits.</summary>
    public static Expr Of(Expr x, Precision to) => to == Precision.Float64 ? x : new(new Rounding(to, Waits: false), x);

    /// <summary>
    /// The operand rounded and kept in 16 bits until it is read, booleans as 0 and 1; the operand itself if it is too small.
    /// </summary>
    public static Expr Waiting(Expr x, Precision to, int reading = 0) =>
        !HalfPrecision.Has(to) || x.Op is Variable or Constant || !IsLarge(x.Shape) ? x
        : x.IsFloat ? new(new Rounding(to, Waits: true, reading), x)
        : x.Type.Element == ElementType.Bool ? Waiting(x.Cast(ElementType.Float), to, reading) > 0
        : x;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public override Tile<T> Tile<T>() => new Kernel<T>(To);

    internal override MethodInfo? Lanes<T>() =>
        typeof(T) != typeof(float) ? null
        : To == Precision.Float32 ? ((Func<Vector<T>, Vector<T>>)VectorMath.Same).Method
        : To == Precision.Float16 ? ((Func<Vector<T>, Vector<T>>)HalfPrecision.Round<T, Float16>).Method
        : ((Func<Vector<T>, Vector<T>>)HalfPrecision.Round<T, BFloat16>).Method;

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var x = inputs[0].Span;
        var y = output.Span;
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = To == Precision.Float32 ? Single(x[i]) : HalfPrecision.Round(To, x[i]);
        }
    }

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy];

    internal override OnnxNode ToOnnx(Expr y) =>
        new OnnxNode("Cast", [.. y.Inputs]).With("to", To) with
        {
            Then = new OnnxNode("Cast", []).With("to", ElementType.Float),
        };

    protected override ElementType Element(ReadOnlySpan<Expr> inputs) => inputs[0].Require(ElementType.Float, Name);

    // For an unknown batch size, judged by one sample.
    private static bool IsLarge(Shape shape) =>
        shape.Where(dim => dim.IsKnown).Aggregate(1L, (size, dim) => size * dim.Size) >= Fewest;

    private static T Single<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(float.CreateTruncating(value));

    private sealed unsafe class Kernel<T>(Precision to) : Tile<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int Run16 = 256;

        public override void Run(T* a, T* b, T* c, T* y, int length)
        {
            for (var i = 0; to == Precision.Float32 && i < length; i++)
            {
                y[i] = Single(a[i]);
            }

            if (!HalfPrecision.Has(to))
            {
                return;
            }

            var bits = stackalloc ushort[Run16];
            for (var i = 0; i < length; i += Run16)
            {
                var packed = new Span<ushort>(bits, Math.Min(Run16, length - i));
                HalfPrecision.Pack(to, new ReadOnlySpan<T>(a + i, packed.Length), packed);
                HalfPrecision.Unpack(to, packed, new Span<T>(y + i, packed.Length));
            }
        }
    }
}
