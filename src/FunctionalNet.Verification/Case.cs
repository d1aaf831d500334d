using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>A variable of a function that is checked.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Differentiated">Whether its derivative is checked.</param>
/// <param name="Draw">Values of it.</param>
internal sealed record Place(string Path, Shape Shape, bool Differentiated, Func<Key, double[]> Draw)
{
    /// <summary>Gets where values may lie.</summary>
    public (double Low, double High) Bounds { get; init; } = (double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>A function of fixed shapes, weighed to one number: Σ c · f(x) with a random cotangent c.</summary>
internal abstract class Case
{
    /// <summary>Gets the variables.</summary>
    public abstract ImmutableArray<Place> Places { get; }

    /// <summary>Draws the cotangent.</summary>
    public virtual void Weigh(Key key) { }

    /// <summary>The number, and the sum of the sizes of what was added up for it.</summary>
    public abstract (double Value, double Size) Value(double[][] x);

    /// <summary>The gradient of the number by reverse mode; empty for what is not differentiated.</summary>
    public abstract double[][] Gradient(double[][] x);

    /// <summary>The gradient of the slope along u; null where it cannot be differentiated again.</summary>
    public virtual double[][]? Curvature(double[][] x, double[][] u) => null;

    /// <summary>Whether the function may not be smooth within a step of x along d.</summary>
    public abstract bool IsKinkNear(double[][] x, double[][] d, double step);

    /// <summary>What the planned executor computes otherwise than the reference; null if nothing.</summary>
    public virtual string? Disagreement(double[][] x) => null;

    /// <summary>The first operator whose own derivative is wrong; null where there is none.</summary>
    public virtual string? FirstWrong(double[][] x, bool second, Key key) => null;
}
