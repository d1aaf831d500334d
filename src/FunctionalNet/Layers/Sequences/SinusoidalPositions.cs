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
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var step = scope.Decoding;
        var (tokens, width) = Sequence(nameof(SinusoidalPositions), x, step);
        var waves = new double[tokens * width];
        for (var i = 0; i < waves.Length; i++)
        {
            var (token, place) = Math.DivRem(i, width);
            var angle = token / Math.Pow(Period, (double)(place - (place % 2)) / width);
            waves[i] = place % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        var table = Ops.Constant(new(tokens, width), waves);
        return x + (step is null ? table : At(table, step, x.Shape.Rank));
    }

    /// <summary>
    /// The sizes of the last two axes of [..., tokens, width]; in incremental decoding, the maximum length in place of the tokens.
    /// </summary>
    internal static (int Tokens, int Width) Sequence(string rule, Expr x, DecodeStep? step) =>
        x.Shape.Rank >= 2
            ? (step?.Longest ?? x.Shape[^2].Size, x.Shape[^1].Size)
            : throw new ShapeException(rule, $"{x.Shape} is no sequence of vectors", "give [batch, tokens, width]");

    /// <summary>
    /// The rows of a table [longest, width] at the positions of incremental decoding: [batch or 1, ..., tokens, width] of a rank.
    /// </summary>
    internal static Expr At(Expr table, DecodeStep step, int rank)
    {
        var rows = table.Gather(step.Positions);
        while (rows.Shape.Rank < rank)
        {
            rows = rows.Unsqueeze(1);
        }

        return rows;
    }
}
