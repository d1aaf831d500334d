using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Reshape.</content>
public static partial class Ops
{
    /// <summary>The same elements in the same order with other axes. A size of 0 keeps the axis at that position, -1 is inferred.</summary>
    /// <remarks>
    /// ONNX: Reshape. Keeps a free batch axis free: <c>x.Reshape(0, -1)</c>. CUDA: float, double, int64, bool. Derivative: dx = dy, reshaped.
    /// </remarks>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    /// <example><code>Expr rows = images.Reshape(0, -1); // [batch, 28, 28] to [batch, 784]</code></example>
    public static Expr Reshape(this Expr x, params int[] sizes) => new(new ReshapeOp(new Ints(sizes)), x);

    /// <summary>The same elements in the same order with other axes, each of them a number or an axis of another shape.</summary>
    /// <remarks>ONNX: Reshape.</remarks>
    /// <param name="x">The elements.</param>
    /// <param name="sizes">The axes, which may be free; a 0 is an axis without places, unlike in the overload of numbers.</param>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    /// <example><code>Expr rows = x.Reshape(x.Shape[0], 32); // [n, 4, 8] to [n, 32]</code></example>
    public static Expr Reshape(this Expr x, params Dim[] sizes) => x.Reshape(new Shape(sizes));

    /// <summary>The same elements in the same order with the axes of <paramref name="shape"/>.</summary>
    /// <remarks>ONNX: Reshape.</remarks>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    /// <example><code>Expr like = flat.Reshape(image.Shape);</code></example>
    public static Expr Reshape(this Expr x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }

        int[] sizes =
        [
            .. shape.Select(
                (dim, i) =>
                    dim.IsKnown ? dim.Size
                    : i < x.Shape.Rank && x.Shape[i] == dim ? 0
                    : -1
            ),
        ];
        return new(new ReshapeOp(sizes, AllowZero: shape.Any(dim => dim.IsKnown && dim.Size == 0)), x);
    }

    /// <summary>[a, b, c, ...] to [a, b c ...]: flattens all axes from <paramref name="axis"/> on.</summary>
    /// <remarks>ONNX: Reshape.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr rows = images.Flatten(); // [batch, 28, 28] to [batch, 784]</code></example>
    public static Expr Flatten(this Expr x, int axis = 1)
    {
        var keep = axis == x.Shape.Rank ? axis : x.Shape.Axis(axis, nameof(Flatten));
        return x.Reshape([.. Enumerable.Repeat(0, keep), -1]);
    }

    /// <summary>Inserts an axis of size 1 at <paramref name="axis"/>, where -1 is after the last.</summary>
    /// <remarks>ONNX: Reshape.</remarks>
    /// <exception cref="ShapeException">There is no such place.</exception>
    /// <example><code>Expr column = x.Unsqueeze(-1); // [batch] to [batch, 1]</code></example>
    public static Expr Unsqueeze(this Expr x, int axis)
    {
        var place = axis < 0 ? axis + x.Shape.Rank + 1 : axis;
        if (place < 0 || place > x.Shape.Rank)
        {
            throw new ShapeException(
                nameof(Unsqueeze),
                $"{x.Shape} has no position {axis} for a new axis",
                $"use a position from -{x.Shape.Rank + 1} to {x.Shape.Rank}"
            );
        }

        return x.Reshape(x.Shape[..place].Append(new Shape(1)).Append(x.Shape[place..]));
    }

    /// <summary>Removes the axis <paramref name="axis"/>, which has size 1.</summary>
    /// <remarks>ONNX: Reshape.</remarks>
    /// <exception cref="ShapeException">The axis is longer.</exception>
    /// <example><code>Expr flat = column.Squeeze(-1); // [batch, 1] to [batch]</code></example>
    public static Expr Squeeze(this Expr x, int axis)
    {
        var place = x.Shape.Axis(axis, nameof(Squeeze));
        return x.Shape[place] == 1
            ? x.Reshape(x.Shape[..place].Append(x.Shape[(place + 1)..]))
            : throw new ShapeException(
                nameof(Squeeze),
                $"axis {axis} of {x.Shape} is not 1",
                "reduce or slice the axis first"
            );
    }

    private sealed record ReshapeOp(Ints Sizes, bool AllowZero = false) : Op, IOperator
    {
        public static string Onnx => "Reshape";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("flatten", x => x[0].Reshape(0, -1), new Domain(new(2, 3, 4))),
                new("split", x => x[0].Reshape(2, 2, -1), new Domain(new(4, 3))),
                new("to scalar", x => x[0].Reshape(Shape.Scalar), new Domain(new(1, 1))),
                new("empty", x => x[0].Reshape(new Shape(3, 0)), new Domain(new(0, 2))),
            ];

        public override string Name => Onnx;

        internal override bool IsView => true;

        public static Expr FromOnnx(OnnxNode node) =>
            new(
                new ReshapeOp(
                    node.Ints(1) ?? throw new FormatException("Reshape needs a constant shape."),
                    node.Flag("allowzero", false)
                ),
                node[0]
            );

        public override string ToString() => $"Reshape {Sizes}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            inputs[0].Reshape(new Shape(size).Append(y.Shape));

        // An axis stays what it is where as many elements lie before it as did.
        internal override bool Mixes(Expr y, int operand, int axis)
        {
            var (x, name) = (y.Inputs[0].Shape, y.Inputs[0].Shape[axis].Value.Names[0]);
            var place = y.Shape.TakeWhile(dim => !dim.Value.Names.Contains(name, StringComparer.Ordinal)).Count();
            return Monomial.Product(x[..axis]) != Monomial.Product(y.Shape[..place]);
        }

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Shape;
            var dims = new Dim?[Sizes.Count];
            for (var i = 0; i < dims.Length; i++)
            {
                dims[i] = Sizes[i] switch
                {
                    0 when !AllowZero => i < x.Rank ? x[i] : throw Bad(x, $"there is no axis {i} to keep"),
                    -1 => null,
                    < -1 => throw Bad(x, $"the size {Sizes[i]} is negative"),
                    var size => (Dim)size,
                };
            }

            if (dims.Count(d => d is null) > 1)
            {
                throw Bad(x, "-1 occurs twice");
            }

            var rest = Rest(x, [.. dims.OfType<Dim>()]);
            var shape = new Shape([.. dims.Select(d => d ?? rest ?? throw Bad(x, "the number of elements differs"))]);
            return dims.Any(d => d is null) || rest == 1 || (x.IsKnown && shape.IsKnown && x.Size == shape.Size)
                ? new(shape, inputs[0].Type.Element)
                : throw Bad(x, "the number of elements differs");
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            inputs[0].Span.CopyTo(output.Span);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy.Reshape(y.Inputs[0].Shape)];

        internal override OnnxNode ToOnnx(Expr y)
        {
            // The size for a -1 beside a 0 cannot be inferred in a file; all sizes are written then.
            var isWritten = !AllowZero && Sizes.Contains(-1) && y.Shape is { IsKnown: true, Size: 0 };
            var sizes = isWritten ? new Ints(y.Shape.Sizes()) : Sizes;
            var node = new OnnxNode(Name, [y.Inputs[0], Integers(sizes.Span)]);
            return AllowZero || (isWritten && !IsKept(y.Inputs[0].Shape, sizes)) ? node.With("allowzero", 1L) : node;
        }

        // Whether every 0 is at a position where x has size 0, which it then means.
        private static bool IsKept(Shape x, Ints sizes) =>
            Enumerable.Range(0, sizes.Count).All(axis => sizes[axis] != 0 || (axis < x.Rank && x[axis] == 0));

        // The size that remains after the known axes: a number, one free axis, or a product of both.
        private static Dim? Rest(Shape x, Dim[] known) =>
            Monomial.Product(x).Over(Monomial.Product(known)) is { } rest ? Dim.Of(rest) : null;

        private ShapeException Bad(Shape x, string why) =>
            new(
                Name,
                $"{x} does not become {Sizes}: {why}",
                "give sizes with the same product; 0 keeps an axis, one -1 is worked out"
            );
    }
}
