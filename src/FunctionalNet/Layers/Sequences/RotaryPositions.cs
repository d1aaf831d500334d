namespace FunctionalNet;

/// <summary>
/// [..., tokens, width], each token rotated by its position: the elements i and i + width / 2 of token t are a point in the plane, rotated
/// by the angle t / period^(2i / width); the shape of the input. The dot product of two tokens then depends on positions only through their
/// distance.
/// </summary>
/// <remarks>
/// Usually applied to queries and keys, as <see cref="MultiHeadAttention"/> can. Su and others, "RoFormer", 2021; with halves in place of
/// neighbours, as in most models since.
/// </remarks>
/// <param name="Period">The base of the wavelengths.</param>
/// <example><code>Layer turned = RotaryPositions();</code></example>
public sealed partial record RotaryPositions([Positive] double Period = 10_000) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var step = scope.Decoding;
        var (tokens, width) = SinusoidalPositions.Sequence(nameof(RotaryPositions), x, step);
        if (width % 2 != 0)
        {
            throw new ShapeException(
                nameof(RotaryPositions),
                $"the {width} elements of a token of {x.Shape} are no pairs",
                "give tokens of an even width"
            );
        }

        var half = width / 2;
        var (cosines, sines) = (new double[tokens * width], new double[tokens * width]);
        for (var i = 0; i < cosines.Length; i++)
        {
            var (token, place) = Math.DivRem(i, width);
            var angle = token / Math.Pow(Period, 2.0 * (place % half) / width);
            cosines[i] = Math.Cos(angle);
            sines[i] = place < half ? -Math.Sin(angle) : Math.Sin(angle);
        }

        var shape = new Shape(tokens, width);
        var exchanged = Ops.Concat(-1, x.Narrow(-1, half, half), x.Narrow(-1, 0, half));
        return (x * Placed(Ops.Constant(shape, cosines))) + (exchanged * Placed(Ops.Constant(shape, sines)));

        Expr Placed(Expr table) => step is null ? table : SinusoidalPositions.At(table, step, x.Shape.Rank);
    }
}
