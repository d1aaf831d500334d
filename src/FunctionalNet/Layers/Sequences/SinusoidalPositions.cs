namespace FunctionalNet;

/// <summary>
/// [batch, tokens, width] plus sin(t / period^(2i / width)) at the even elements 2i of token t and the cosine at the odd ones; the
/// shape of the input.
/// </summary>
/// <remarks>Vaswani and others, "Attention Is All You Need", 2017.</remarks>
/// <param name="Period">The base of the wavelengths, which grow from 2π to 2π · period.</param>
/// <example><code>Layer model = Embedding(1000, 64) >> SinusoidalPositions();</code></example>
public sealed partial record SinusoidalPositions([Positive] double Period = 10_000) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var (tokens, width) = Sequence(nameof(SinusoidalPositions), x);
        var waves = new double[tokens * width];
        for (var i = 0; i < waves.Length; i++)
        {
            var (token, place) = Math.DivRem(i, width);
            var angle = token / Math.Pow(Period, (double)(place - (place % 2)) / width);
            waves[i] = place % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        return x + Ops.Constant(new(tokens, width), waves);
    }

    /// <summary>The sizes of the last two axes of [..., tokens, width].</summary>
    internal static (int Tokens, int Width) Sequence(string rule, Expr x) =>
        x.Shape.Rank >= 2
            ? (x.Shape[^2].Size, x.Shape[^1].Size)
            : throw new ShapeException(rule, $"{x.Shape} is no sequence of vectors", "give [batch, tokens, width]");
}
