using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>One test case: shapes, mode of a layer, and values or the key that determines them.</summary>
/// <param name="Patterns">The pattern chosen for each input.</param>
/// <param name="Sizes">The sizes of the free axes, by name.</param>
/// <param name="IsTraining">Whether a layer is in training mode.</param>
/// <param name="Draw">Determines values, cotangents and directions.</param>
/// <param name="IsCoarse">Whether values are rounded to halves, so that some are equal, some are 0, and kinks occur.</param>
internal sealed record Sample(
    ImmutableArray<int> Patterns,
    ImmutableSortedDictionary<string, int> Sizes,
    bool IsTraining,
    int Draw,
    bool IsCoarse
)
{
    /// <summary>Gets the values, if they are given.</summary>
    public double[][]? Values { get; init; }

    public Key Key => Draw;

    /// <summary>The names of all free axes of inputs.</summary>
    public static ImmutableSortedDictionary<string, (int Smallest, int Largest)> FreeAxes(
        IReadOnlyList<Input> inputs
    ) =>
        inputs
            .SelectMany(
                (input, i) =>
                    input.Shapes.Patterns.SelectMany(pattern =>
                        pattern
                            .Select((dim, axis) => (dim, axis))
                            .Where(free => !free.dim.IsKnown)
                            .Select(free =>
                                (Name: Name(free.dim, i, free.axis), input.Shapes.Smallest, input.Shapes.Largest)
                            )
                    )
            )
            .GroupBy(free => free.Name, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                group => group.Key,
                group => (group.Max(free => free.Smallest), group.Min(free => free.Largest)),
                StringComparer.Ordinal
            );

    /// <summary>The shapes of inputs for these patterns and sizes of free axes.</summary>
    public static ImmutableArray<Shape> Shapes(
        IReadOnlyList<Input> inputs,
        ImmutableArray<int> patterns,
        ImmutableSortedDictionary<string, int> sizes
    ) =>
        [
            .. inputs.Select(
                (input, i) =>
                    new Shape([
                        .. input
                            .Shapes.Patterns[patterns[i]]
                            .Select((dim, axis) => dim.IsKnown ? dim : sizes[Name(dim, i, axis)]),
                    ])
            ),
        ];

    /// <summary>The shapes of the inputs.</summary>
    public ImmutableArray<Shape> Shapes(IReadOnlyList<Input> inputs) => Shapes(inputs, Patterns, Sizes);

    /// <summary>The values of all variables.</summary>
    public double[][] Point(Case subject) =>
        Values
        ??
        [
            .. subject.Places.Select(place =>
            {
                var values = place.Draw(Key.Split("value").Split(place.Path));
                return IsCoarse && place.Differentiated
                    ? [.. values.Select(value => Math.Clamp(Halves(value), place.Bounds.Low, place.Bounds.High))]
                    : values;
            }),
        ];

    private static double Halves(double value) => Math.Round(value * 2) / 2;

    private static string Name(Dim dim, int input, int axis) =>
        dim.Name == Verification.Shapes.Any ? $"{Verification.Shapes.Any}{input}.{axis}" : dim.Name!;
}
