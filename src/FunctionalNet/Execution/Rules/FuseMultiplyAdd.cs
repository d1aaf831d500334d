using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>a · b + c of one shape is one operator, rounded once, so that every machine gives the same bits.</summary>
internal static class FuseMultiplyAdd
{
    public static Expr? Apply(Expr expr, Expr[] inputs) =>
        expr.Op.Name == "Add" && expr.IsFloat
            ? inputs switch
            {
                [{ Op.Name: "Mul" } product, var c] when product.Shape == expr.Shape => Of(product, c),
                [var c, { Op.Name: "Mul" } product] when product.Shape == expr.Shape => Of(product, c),
                _ => null,
            }
            : null;

    private static Expr Of(Expr product, Expr c) => new(new MultiplyAdd(), product.Inputs[0], product.Inputs[1], c);

    /// <summary>y = a b + c; only planned, never differentiated or exported.</summary>
    private sealed record MultiplyAdd : Elementwise
    {
        public override string Name => nameof(MultiplyAdd);

        public override string ToString() => Name;

        public override Tile<T> Tile<T>() => new Kernel<T>();

        internal override MethodInfo? Lanes<T>() =>
            ((Func<Vector<T>, Vector<T>, Vector<T>, Vector<T>>)VectorMath.MultiplyAdd).Method;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var a = inputs[0].Span;
            var b = inputs[1].Span;
            var c = inputs[2].Span;
            var y = output.Span;
            var first = new Odometer(output.Sizes, inputs[0].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            var second = new Odometer(output.Sizes, inputs[1].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            var third = new Odometer(output.Sizes, inputs[2].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = T.FusedMultiplyAdd(a[first.Next()], b[second.Next()], c[third.Next()]);
            }
        }

        private sealed unsafe class Kernel<T> : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length) =>
                TensorPrimitives.FusedMultiplyAdd(
                    new ReadOnlySpan<T>(a, length),
                    new ReadOnlySpan<T>(b, length),
                    new ReadOnlySpan<T>(c, length),
                    new Span<T>(y, length)
                );
        }
    }
}
