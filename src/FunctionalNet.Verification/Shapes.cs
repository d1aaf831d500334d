using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>The shapes of an input: patterns with sizes for their free axes, small ones first when a failure is shrunk.</summary>
/// <example><code>
/// var matrices = Shapes.Ranks(2, 3); // matrices and batches of matrices, every axis from 1 to 5
/// var rows = Shapes.Like(new Shape(Dim.Named("n"), 8)); // any number of rows of 8
/// var larger = Shapes.Ranks(2).Sizes(2, 9);
/// </code></example>
public sealed record Shapes
{
    /// <summary>The name of a free axis that is independent of other axes of the same name.</summary>
    internal const string Any = "*";

    private Shapes(ImmutableArray<Shape> patterns) => Patterns = patterns;

    /// <summary>Gets the patterns; free axes stand for any size, and equal names for equal sizes in all inputs of a check.</summary>
    internal ImmutableArray<Shape> Patterns { get; }

    /// <summary>Gets the smallest size of a free axis.</summary>
    internal int Smallest { get; private init; } = 1;

    /// <summary>Gets the largest size of a free axis.</summary>
    internal int Largest { get; private init; } = 5;

    /// <summary>One pattern: known axes are fixed, free axes get sizes.</summary>
    public static implicit operator Shapes(Shape pattern) => Like(pattern);

    /// <summary>Any shape of these ranks; 0 for a scalar.</summary>
    /// <exception cref="ArgumentException">No rank is given.</exception>
    public static Shapes Ranks(params int[] ranks)
    {
        if (ranks.Length == 0)
        {
            throw new ArgumentException("Name at least one rank.", nameof(ranks));
        }

        var patterns = ImmutableArray.CreateBuilder<Shape>();
        foreach (var rank in ranks)
        {
            patterns.Add(new Shape([.. Enumerable.Repeat(Dim.Named(Any), rank)]));
        }

        return new Shapes([.. patterns.OrderBy(pattern => pattern.Rank)]);
    }

    /// <summary>
    /// These patterns: known axes are fixed, free axes get sizes. Axes of the same name get the same size, in all inputs of one check; an
    /// axis named <c>*</c> is independent of all others.
    /// </summary>
    /// <exception cref="ArgumentException">No pattern is given.</exception>
    public static Shapes Like(params Shape[] patterns) =>
        patterns.Length == 0
            ? throw new ArgumentException("Name at least one pattern.", nameof(patterns))
            : new Shapes([.. patterns]);

    /// <summary>The same with other sizes for the free axes, both bounds included; 1 to 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are below 1 or in the wrong order.</exception>
    public Shapes Sizes(int smallest, int largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallest, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, smallest);
        return this with { Smallest = smallest, Largest = largest };
    }

    /// <summary>The patterns.</summary>
    public override string ToString() => string.Join(" or ", Patterns);
}
