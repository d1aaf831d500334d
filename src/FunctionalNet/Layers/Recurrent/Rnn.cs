namespace FunctionalNet;

/// <summary>
/// The hidden states of a simple (Elman) recurrent network, h = tanh(x W + h R + b), or with max(·, 0) in place of tanh: [batch, tokens,
/// in] to [batch, tokens, units], or the last one [batch, units]; twice the units if bidirectional.
/// </summary>
/// <remarks>
/// ONNX: RNN. The parameters are those of <see cref="RecurrentLayer"/>; without gates the layout equals PyTorch's. Elman, "Finding
/// Structure in Time", 1990.
/// </remarks>
/// <param name="Units">The size of the hidden state.</param>
/// <param name="Direction">The direction through the sequence.</param>
/// <param name="LastOnly">Whether to return only the state after the whole sequence.</param>
/// <param name="Masked">The padding value: a token whose elements all equal it is skipped; none if absent.</param>
/// <param name="Activation">The nonlinearity.</param>
/// <example><code>Layer model = Embedding(1000, 32) >> Rnn(64, Direction.Bidirectional, lastOnly: true) >> Dense(2);</code></example>
public sealed partial record Rnn(
    int Units,
    Direction Direction = Direction.Forward,
    bool LastOnly = false,
    double? Masked = null,
    RnnActivation Activation = RnnActivation.Tanh
) : RecurrentLayer(Units, Direction, LastOnly, Masked)
{
    /// <inheritdoc/>
    private protected override int Gates => 1;

    /// <inheritdoc/>
    private protected override Expr Run(Operands operands, int state) =>
        operands.X.Rnn(
            operands.Weight,
            operands.Recurrence,
            operands.Bias,
            Direction,
            operands.Mask,
            operands.Start?.Hidden,
            Activation
        );
}
