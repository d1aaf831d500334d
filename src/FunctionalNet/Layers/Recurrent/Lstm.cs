namespace FunctionalNet;

/// <summary>
/// The hidden states of a long short-term memory: [batch, tokens, in] to [batch, tokens, units], or the last one [batch, units]; twice the
/// units if bidirectional.
/// </summary>
/// <remarks>
/// ONNX: LSTM. The parameters are those of <see cref="RecurrentLayer"/>; PyTorch orders the gates i, f, g, o. Hochreiter and Schmidhuber,
/// "Long Short-Term Memory", 1997.
/// </remarks>
/// <param name="Units">The size of the hidden state.</param>
/// <param name="Direction">The direction through the sequence.</param>
/// <param name="LastOnly">Whether to return only the state after the whole sequence.</param>
/// <param name="Masked">The padding value: a token whose elements all equal it is skipped; none if absent.</param>
/// <example><code>Layer model = Embedding(1000, 32) >> Lstm(64, Direction.Bidirectional, lastOnly: true) >> Dense(2);</code></example>
public sealed partial record Lstm(
    int Units,
    Direction Direction = Direction.Forward,
    bool LastOnly = false,
    double? Masked = null
) : RecurrentLayer(Units, Direction, LastOnly, Masked)
{
    /// <inheritdoc/>
    private protected override int Gates => 4;

    /// <inheritdoc/>
    private protected override int States => 2;

    /// <inheritdoc/>
    private protected override Expr Run(Operands operands, int state) =>
        state == 0
            ? operands.X.Lstm(
                operands.Weight,
                operands.Recurrence,
                operands.Bias,
                Direction,
                operands.Mask,
                operands.Start?.Hidden,
                operands.Start?.Cell
            )
            : operands.X.LstmCells(
                operands.Weight,
                operands.Recurrence,
                operands.Bias,
                Direction,
                operands.Mask,
                operands.Start?.Hidden,
                operands.Start?.Cell
            );
}
