using FsCheck;
using FsCheck.Fluent;

namespace FunctionalNet.Verification;

/// <summary>What checks draw, for properties of your own with FsCheck.</summary>
/// <example><code>
/// var tensors = Generators.Tensors(new Input(Shapes.Ranks(1, 2))); // for Prop.ForAll(tensors, x => ...)
/// var overflowing = Generators.Tensors(Shapes.Ranks(1), Generators.Extreme);
/// </code></example>
public static class Generators
{
    private static readonly double[] Remarkable =
    [
        0,
        -0.0,
        1,
        -1,
        double.Epsilon,
        -double.Epsilon,
        1e-308,
        float.Epsilon,
        1e-7,
        88.7,
        -103.9,
        float.MaxValue,
        double.MaxValue,
        double.MinValue,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
    ];

    /// <summary>Gets numbers between 1/2 and 2 of either sign: products and quotients of them lose no digits.</summary>
    public static Gen<double> WellConditioned { get; } =
        from bits in Gen.Choose(0, 1 << 20)
        from isNegative in Gen.Elements(true, false)
        let size = Math.Pow(2, (bits / (double)(1 << 19)) - 1)
        select isNegative ? -size : size;

    /// <summary>Gets numbers at which functions break: zeros of both signs, the smallest, the largest, where exp overflows, infinities, NaN.</summary>
    public static Gen<double> Extreme { get; } = Gen.Elements(Remarkable);

    /// <summary>Shapes: the patterns with sizes for their free axes, shrunk towards fewer and shorter axes.</summary>
    public static Arbitrary<Shape> ShapesOf(Shapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var input = new Input(shapes);
        return Arb.From(
            Property.Samples([input]).Select(sample => sample.Shapes([input])[0]),
            shape =>
                from axis in Enumerable.Range(0, shape.Rank)
                where
                    shapes.Patterns.Any(pattern =>
                        pattern.Rank == shape.Rank && !pattern[axis].IsKnown && pattern[axis].Name == Shapes.Any
                    )
                    && shape[axis].Size > shapes.Smallest
                select shape.With(axis, shape[axis].Size - 1)
        );
    }

    /// <summary>Tensors of an input's shapes with its values, shrunk towards zeros.</summary>
    public static Arbitrary<Tensor<double>> Tensors(Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Arb.From(
            Property
                .Samples([input])
                .Select(sample => (Shape: sample.Shapes([input])[0], sample.Key))
                .Select(drawn => new Tensor<double>(drawn.Shape, input.Draw(drawn.Shape, drawn.Key))),
            tensor => Simpler(tensor, input)
        );
    }

    /// <summary>Tensors of these shapes whose elements come from a generator, such as <see cref="Extreme"/>.</summary>
    public static Gen<Tensor<double>> Tensors(Shapes shapes, Gen<double> elements)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(elements);
        return from shape in ShapesOf(shapes).Generator
            from values in elements.ArrayOf(shape.Size)
            select new Tensor<double>(shape, values);
    }

    private static IEnumerable<Tensor<double>> Simpler(Tensor<double> tensor, Input input)
    {
        var simplest = Math.Clamp(0, input.Low, input.High);
        for (var i = 0; i < tensor.Length; i++)
        {
            if (tensor.Span[i] != simplest)
            {
                double[] values = [.. tensor.Span];
                values[i] = simplest;
                yield return new Tensor<double>(tensor.Shape, values);
            }
        }
    }
}
