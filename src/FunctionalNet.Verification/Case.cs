using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>A variable of a function under test.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Differentiated">Whether its derivative is checked.</param>
/// <param name="Draw">Draws values of it.</param>
internal sealed record Argument(string Path, Shape Shape, bool Differentiated, Func<Key, double[]> Draw)
{
    /// <summary>Gets the range of its values.</summary>
    public (double Low, double High) Bounds { get; init; } = (double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>A function of fixed shapes, reduced to a scalar: Σ c · f(x) with a random cotangent c.</summary>
internal abstract class Case
{
    /// <summary>Gets the variables.</summary>
    public abstract ImmutableArray<Argument> Places { get; }

    /// <summary>Gets the shapes of the results; none if the function has only the scalar.</summary>
    public virtual ImmutableArray<Shape> Results => [];

    /// <summary>Gets or sets the cotangent, one array per result.</summary>
    public virtual double[][] Weights { get; set; } = [];

    /// <summary>Gets a value indicating whether the function supports dual numbers.</summary>
    public virtual bool HasForward => false;

    /// <summary>Draws the cotangent.</summary>
    public virtual void Weigh(Key key) { }

    /// <summary>The scalar, and the sum of the absolute values of its terms.</summary>
    public abstract (double Value, double Size) Value(double[][] x);

    /// <summary>The gradient of the scalar by reverse mode; empty for variables that are not differentiated.</summary>
    public abstract double[][] Gradient(double[][] x);

    /// <summary>The gradient of the directional derivative along u; null if it cannot be differentiated again.</summary>
    public virtual double[][]? Curvature(double[][] x, double[][] u) => null;

    /// <summary>The directional derivative of the scalar along d by dual numbers; null if they are not supported.</summary>
    public virtual double? Forward(double[][] x, double[][] d) => null;

    /// <summary>The derivative of the gradient along d by dual numbers; null if they are not supported.</summary>
    public virtual double[][]? ForwardGradient(double[][] x, double[][] d) => null;

    /// <summary>
    /// The scalar and its gradient in float32, by the planned executor unless an engine is given; null for a function in double only.
    /// </summary>
    public virtual (double Value, double[][] Gradient)? InFloat(
        double[][] x,
        Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? engine = null
    ) => null;

    /// <summary>Whether the function may be non-smooth within a step of x along d.</summary>
    public abstract bool IsKinkNear(double[][] x, double[][] d, double step);

    /// <summary>The difference between the planned executor and the reference; null if there is none.</summary>
    public virtual string? Disagreement(double[][] x) => null;

    /// <summary>The first operator whose own derivative is wrong; null if there is none.</summary>
    public virtual string? FirstWrong(double[][] x, bool second, Key key) => null;
}
