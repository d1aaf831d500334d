namespace FunctionalNet;

/// <summary>
/// The hidden states of gated recurrent units: [batch, tokens, in] to [batch, tokens, units], or the last one [batch, units]; twice the
/// units if bidirectional.
/// </summary>
/// <remarks>
/// ONNX: GRU. The parameters are those of <see cref="RecurrentLayer"/>; PyTorch orders the gates r, z, n. Cho and others, "Learning Phrase
/// Representations using RNN Encoder-Decoder", 2014.
/// </remarks>
/// <param name="Units">The size of the hidden state.</param>
/// <param name="Direction">The direction through the sequence.</param>
/// <param name="LastOnly">Whether to return only the state after the whole sequence.</param>
/// <param name="Masked">The padding value: a token whose elements all equal it is skipped; none if absent.</param>
/// <example><code>Layer model = Embedding(1000, 32) >> Gru(64, Direction.Bidirectional, lastOnly: true) >> Dense(2);</code></example>
public sealed partial record Gru(
    int Units,
    Direction Direction = Direction.Forward,
    bool LastOnly = false,
    double? Masked = null
) : RecurrentLayer(Units, Direction, LastOnly, Masked)
{
    /// <inheritdoc/>
    private protected override int Gates => 3;

    /// <inheritdoc/>
    private protected override Expr Run(Operands operands, int state) =>
        operands.X.Gru(
            operands.Weight,
            operands.Recurrence,
            operands.Bias,
            Direction,
            operands.Mask,
            operands.Start?.Hidden
        );
}
