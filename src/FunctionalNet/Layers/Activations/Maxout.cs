namespace FunctionalNet;

/// <summary>
/// The maximum of each group of neighbouring elements on the last axis: [..., units · pieces] to [..., units]. Equal maxima share the
/// gradient.
/// </summary>
/// <remarks>
/// After <c>Dense(units * pieces)</c> each unit is the maximum of as many affine functions. ONNX: Reshape, ReduceMax. Goodfellow and
/// others, "Maxout Networks", 2013.
/// </remarks>
/// <param name="Pieces">The number of elements per group.</param>
/// <example><code>Layer model = Dense(64 * 3) >> Maxout(3) >> Dense(10);</code></example>
public sealed partial record Maxout([Count] int Pieces) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank > 0 && x.Shape[^1].Size % Pieces == 0
            ? x.Reshape([.. Enumerable.Repeat(0, x.Shape.Rank - 1), x.Shape[^1].Size / Pieces, Pieces]).ReduceMax([-1])
            : throw new ShapeException(
                nameof(Maxout),
                $"the last axis of {x.Shape} does not fall into groups of {Pieces}",
                $"give an axis of a multiple of {Pieces}, such as Dense({Pieces} * units)"
            );
    }
}
