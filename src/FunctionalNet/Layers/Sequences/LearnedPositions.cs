namespace FunctionalNet;

/// <summary>[batch, tokens, width] plus a learned vector per position; the shape of the input.</summary>
/// <remarks>
/// Parameter: <c>weight</c> [longest, width], of which a shorter sequence uses the first rows. Gehring and others, "Convolutional Sequence
/// to Sequence Learning", 2017.
/// </remarks>
/// <param name="Longest">The maximum length of a sequence.</param>
/// <param name="Initializer">The initializer of the vectors; normal with standard deviation 0.02 if absent.</param>
/// <example><code>Layer model = Embedding(1000, 64) >> LearnedPositions(longest: 128);</code></example>
public sealed partial record LearnedPositions([Count] int Longest, Initializer? Initializer = null) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var step = scope.Decoding;
        var (tokens, width) = SinusoidalPositions.Sequence(nameof(LearnedPositions), x, step);
        Shape shape = new(Longest, width);
        var roles = new AxisRoles(shape, AxisRole.Entry, AxisRole.Input);
        var weight = scope.Parameter("weight", shape, Initializer ?? new Normal(0.02), roles);
        if (tokens > Longest)
        {
            throw new ShapeException(
                nameof(LearnedPositions),
                $"{x.Shape} has {tokens} tokens, but only {Longest} positions have a vector",
                "give shorter sequences, or learn more places"
            );
        }

        return x + (step is null ? weight.Narrow(0, 0, tokens) : SinusoidalPositions.At(weight, step, x.Shape.Rank));
    }
}
