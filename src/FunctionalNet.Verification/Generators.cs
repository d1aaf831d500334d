using System.Collections.Immutable;
using CsCheck;

namespace FunctionalNet.Verification;

/// <summary>Generators of the values that checks draw, for your own properties with CsCheck.</summary>
/// <remarks>
/// <c>generator.Sample(x => ...)</c> tests a property and shrinks failures; <c>generator.Generate(new PCG(i, seed), null, out _)</c> is the
/// i-th value of a seed, always the same.
/// </remarks>
/// <example><code>
/// var tensors = Generators.Tensors(new Input(Shapes.Ranks(1, 2))); // for tensors.Sample(x => ...)
/// var overflowing = Generators.Tensors(Shapes.Ranks(1), Generators.Extreme);
/// </code></example>
public static class Generators
{
    private const int CoarseInTen = 2;

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

    /// <summary>Gets numbers between 1/2 and 2 of either sign: their products and quotients lose no precision.</summary>
    public static Gen<double> WellConditioned { get; } =
        from bits in Gen.Int[0, 1 << 20]
        from isNegative in Gen.Bool
        let size = Math.Pow(2, (bits / (double)(1 << 19)) - 1)
        select isNegative ? -size : size;

    /// <summary>
    /// Gets edge cases of functions: zeros of both signs, the smallest, the largest, where exp overflows, infinities, NaN.
    /// </summary>
    public static Gen<double> Extreme { get; } = Gen.OneOf(Remarkable);

    /// <summary>Shapes: the patterns with sizes for their free axes; those of fewer and shorter axes are simpler.</summary>
    public static Gen<Shape> ShapesOf(Shapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        Input[] inputs = [shapes];
        return Places(inputs).Select(place => Sample.Shapes(inputs, place.Patterns, place.Sizes)[0]);
    }

    /// <summary>Tensors in an input's shapes with its values, a few of them the one nearest to 0; more of these are simpler.</summary>
    public static Gen<Tensor<double>> Tensors(Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Tensors(
            input.Shapes,
            Gen.Frequency(
                (1, Gen.Const(Math.Clamp(0, input.Low, input.High))),
                (9, Gen.Double.Unit.Select(input.Between))
            )
        );
    }

    /// <summary>Tensors in these shapes with elements from a generator, such as <see cref="Extreme"/>.</summary>
    public static Gen<Tensor<double>> Tensors(Shapes shapes, Gen<double> elements)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(elements);
        return from shape in ShapesOf(shapes)
            from values in elements.Array[shape.Size]
            select new Tensor<double>(shape, values);
    }

    /// <summary>Samples of inputs.</summary>
    internal static Gen<Sample> Samples(IReadOnlyList<Input> inputs) =>
        from place in Places(inputs)
        from training in Gen.Bool
        from draw in Gen.Int[0, int.MaxValue]
        from coarse in Gen.Int[1, 10]
        select new Sample(place.Patterns, place.Sizes, training, draw, coarse <= CoarseInTen);

    // The pattern of each input, and the sizes of free axes.
    private static Gen<(ImmutableArray<int> Patterns, ImmutableSortedDictionary<string, int> Sizes)> Places(
        IReadOnlyList<Input> inputs
    )
    {
        var axes = Sample.FreeAxes(inputs);
        if (
            axes.FirstOrDefault(axis => axis.Value.Smallest > axis.Value.Largest) is { Key: { } name, Value: var sizes }
        )
        {
            throw new ArgumentException(
                $"No size of the axis {name} suits all inputs: one asks for {sizes.Smallest} at least, one for {sizes.Largest} at most. "
                    + "Give them sizes in common, or the axes different names.",
                nameof(inputs)
            );
        }

        return from patterns in All(inputs.Select(input => Gen.Int[0, input.Shapes.Patterns.Length - 1]))
            from lengths in All(axes.Values.Select(axis => Gen.Int[axis.Smallest, axis.Largest]))
            select (
                patterns,
                axes.Keys.Zip(lengths, KeyValuePair.Create).ToImmutableSortedDictionary(StringComparer.Ordinal)
            );
    }

    private static Gen<ImmutableArray<int>> All(IEnumerable<Gen<int>> each) =>
        each.Aggregate(
            Gen.Const(ImmutableArray<int>.Empty),
            (all, next) => all.SelectMany(_ => next, (before, value) => before.Add(value))
        );
}
