namespace FunctionalNet;

/// <summary>
/// The states of a simple recurrent network, h = tanh(x W + h R + b), or max(·, 0) in place of tanh: [batch, tokens, in] to [batch, tokens, units], or the last of them
/// [batch, units]; twice the units where it goes both ways.
/// </summary>
/// <remarks>
/// ONNX: RNN. The parameters are those of <see cref="RecurrentLayer"/>; without gates the layout is PyTorch's.
/// Elman, "Finding Structure in Time", 1990.
/// </remarks>
/// <param name="Units">The elements of the state.</param>
/// <param name="Direction">The way through the sequence.</param>
/// <param name="LastOnly">Whether only the state after the whole sequence is wanted.</param>
/// <param name="Masked">A token all of whose elements are this number is passed over, as padding is; none if absent.</param>
/// <param name="Activation">What the state goes through.</param>
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
