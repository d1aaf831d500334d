using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Where.</content>
public static partial class Ops
{
    /// <summary>z = x where the condition holds, else y, elementwise; the shape that all three broadcast to.</summary>
    /// <remarks>
    /// ONNX: Where; of bools, for which ONNX Runtime has no kernel, And and Or. The operand that is not selected gets the gradient 0, even
    /// if it is infinite or NaN. CUDA: float, double, int64. Derivative: dx = dy where c, else 0; dw = 0 where c, else dy.
    /// </remarks>
    /// <param name="condition">Bool.</param>
    /// <param name="x">Selected where the condition holds.</param>
    /// <param name="y">Selected elsewhere.</param>
    /// <example><code>Expr hinge = (x > 0).Where(x, 0);</code></example>
    public static Expr Where(this Expr condition, Expr x, Expr y) =>
        (x.Type.Element, y.Type.Element) is (ElementType.Bool, ElementType.Bool)
            ? condition.And(x).Or(condition.Not().And(y))
            : new(new WhereOp(), condition, x, y);

    private sealed record WhereOp : Elementwise, IOperator
    {
        public static string Onnx => "Where";

        public static WeightUse TrainableOperands => WeightUse.Forms(1, 2);

        public static IEnumerable<Example> Examples =>
            from shapes in new (Shape C, Shape X, Shape Y)[]
            {
                (new(5), new(5), new(5)),
                (new(3, 1), new(4), Shape.Scalar),
                (new(3, 37), new(3, 37), new(3, 37)),
            }
            select new Example(
                $"{shapes.C} {shapes.X} {shapes.Y}",
                x => x[0].Where(x[1], x[2]),
                new Domain(shapes.C, 0, 1, ElementType.Bool),
                new Domain(shapes.X),
                new Domain(shapes.Y)
            );

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].Where(node[1], node[2]);

        public override string ToString() => Name;

        public override Tile<T> Tile<T>() => new Kernel<T>();

        internal override MethodInfo? Lanes<T>() =>
            ((Func<Vector<T>, Vector<T>, Vector<T>, Vector<T>>)VectorMath.Where).Method;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var c = inputs[0].Span;
            var x = inputs[1].Span;
            var y = inputs[2].Span;
            var z = output.Span;
            var first = new Odometer(output.Sizes, inputs[0].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            var second = new Odometer(output.Sizes, inputs[1].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            var third = new Odometer(output.Sizes, inputs[2].Sizes, stackalloc int[Odometer.Space(output.Sizes)]);
            for (var i = 0; i < z.Length; i++)
            {
                var (chosen, other) = (x[second.Next()], y[third.Next()]);
                z[i] = T.IsZero(c[first.Next()]) ? other : chosen;
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [null, y.Inputs[0].Where(dy, 0), y.Inputs[0].Where(0, dy)];

        protected override ElementType Element(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Type.Element == ElementType.Bool
                ? base.Element(inputs[1..])
                : throw new ShapeException(Name, $"the condition is {inputs[0].Type}", "give a bool, such as x > 0");

        private sealed unsafe class Kernel<T> : Tile<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run(T* a, T* b, T* c, T* y, int length)
            {
                var i = 0;
                for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var otherwise = Vector.Equals(Vector.Load(a + i), Vector<T>.Zero);
                    Vector.ConditionalSelect(otherwise, Vector.Load(c + i), Vector.Load(b + i)).Store(y + i);
                }

                for (; i < length; i++)
                {
                    y[i] = T.IsZero(a[i]) ? c[i] : b[i];
                }
            }
        }
    }
}
