using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>A variable of a function that is checked.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Differentiated">Whether its derivative is checked.</param>
/// <param name="Draw">Values of it.</param>
internal sealed record Argument(string Path, Shape Shape, bool Differentiated, Func<Key, double[]> Draw)
{
    /// <summary>Gets where values may lie.</summary>
    public (double Low, double High) Bounds { get; init; } = (double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>A function of fixed shapes, weighed to one number: Σ c · f(x) with a random cotangent c.</summary>
internal abstract class Case
{
    /// <summary>Gets the variables.</summary>
    public abstract ImmutableArray<Argument> Places { get; }

    /// <summary>Gets the shapes of the results, as far as the function has any beside the number.</summary>
    public virtual ImmutableArray<Shape> Results => [];

    /// <summary>Gets or sets the cotangent, an array for each result.</summary>
    public virtual double[][] Weights { get; set; } = [];

    /// <summary>Gets a value indicating whether dual numbers pass through the function.</summary>
    public virtual bool HasForward => false;

    /// <summary>Draws the cotangent.</summary>
    public virtual void Weigh(Key key) { }

    /// <summary>The number, and the sum of the sizes of what was added up for it.</summary>
    public abstract (double Value, double Size) Value(double[][] x);

    /// <summary>The gradient of the number by reverse mode; empty for what is not differentiated.</summary>
    public abstract double[][] Gradient(double[][] x);

    /// <summary>The gradient of the slope along u; null where it cannot be differentiated again.</summary>
    public virtual double[][]? Curvature(double[][] x, double[][] u) => null;

    /// <summary>The slope of the number along d by dual numbers; null where they do not pass through.</summary>
    public virtual double? Forward(double[][] x, double[][] d) => null;

    /// <summary>The slopes of the gradient along d by dual numbers; null where they do not pass through.</summary>
    public virtual double[][]? ForwardGradient(double[][] x, double[][] d) => null;

    /// <summary>The number and its gradient in float32, by the planned executor unless an engine comes; null where they are in double only.</summary>
    public virtual (double Value, double[][] Gradient)? InFloat(
        double[][] x,
        Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? engine = null
    ) => null;

    /// <summary>Whether the function may not be smooth within a step of x along d.</summary>
    public abstract bool IsKinkNear(double[][] x, double[][] d, double step);

    /// <summary>What the planned executor computes otherwise than the reference; null if nothing.</summary>
    public virtual string? Disagreement(double[][] x) => null;

    /// <summary>The first operator whose own derivative is wrong; null where there is none.</summary>
    public virtual string? FirstWrong(double[][] x, bool second, Key key) => null;
}
