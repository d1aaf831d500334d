namespace FunctionalNet;

/// <summary>y = x / √(mean(x²) + ε) · scale over the last axes of each sample; the shape of the input.</summary>
/// <remarks>
/// Parameter: <c>scale</c> of the shape of those axes. PyTorch's RMSNorm takes the smallest step of the number type for ε unless told.
/// Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
/// </remarks>
/// <param name="Axes">How many axes are normalized together, counted from the last.</param>
/// <param name="Epsilon">What is added to the mean square, inside of the root.</param>
public sealed record RmsNorm(int Axes = 1, double Epsilon = 1e-5) : Layer
{
    /// <summary>Gets how many axes are normalized together, counted from the last.</summary>
    public int Axes { get; } = Ranges.Count(Axes);

    /// <summary>Gets what is added to the mean square, inside of the root.</summary>
    public double Epsilon { get; } = Ranges.NotNegative(Epsilon);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = x.Shape[x.Shape.Axis(-Axes, nameof(RmsNorm))..];
        return x.RmsNormalization(scope.Parameter("scale", shape, new Ones(), AxisRoles.Each(shape)), -Axes, Epsilon);
    }
}

/// <content>RmsNorm.</content>
public static partial class Net
{
    /// <summary>y = x / √(mean(x²) + ε) · scale over the last axes; the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> RmsNorm() >> Relu();</code></example>
    /// <inheritdoc cref="FunctionalNet.RmsNorm"/>
    public static Layer RmsNorm(int axes = 1, double epsilon = 1e-5) => new RmsNorm(axes, epsilon);
}
