namespace FunctionalNet;

/// <summary>y = x + layer(x); the shape of the input, which the layer must preserve. The paths are those of the layer.</summary>
/// <remarks>He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015.</remarks>
/// <param name="Inner">The layer.</param>
/// <example><code>Layer block = Residual(Dense(64) >> Relu() >> Dense(64));</code></example>
public sealed partial record Residual(Layer Inner) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var y = scope.Within(Inner, x);
        return y.Shape == x.Shape
            ? x + y
            : throw new ShapeException(
                nameof(Residual),
                $"the layer turns {x.Shape} into {y.Shape}",
                "let it keep the shape of its input"
            );
    }
}
