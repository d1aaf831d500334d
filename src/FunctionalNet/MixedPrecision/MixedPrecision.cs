namespace FunctionalNet;

/// <summary>
/// A layer that is computed in 32 bits and whose saved activations are kept in 16 bits until the backward pass reads them: half the memory
/// for activations, without recomputation. Shapes, variables, paths and predictions are those of the layer, and so are its values in
/// training.
/// </summary>
/// <remarks>
/// <para>Two kinds of values are stored in 16 bits: saved activations of the forward pass, until the backward pass has read them; and
/// gradients of parameters, if a transform such as <see cref="ClipByGlobalNorm"/> or <see cref="LossScale"/> needs all of them before the
/// first update. Both are rounded to 16 bits and packed two to an element. Weights remain float32 masters: additional 16-bit copies would
/// take memory and save none. Sums are accumulated in float32. Small tensors, integers and parameters are not rounded, and booleans are
/// packed without loss.</para>
/// <para>The gradient is that of the layer at activations with a relative error of up to 2⁻⁹ as bfloat16, and 2⁻¹² as float16. A float16
/// represents no value above 65504 and almost none below 6e-8, so gradients that are stored in it need a <see cref="LossScale"/>; a
/// bfloat16 has the range of a float32 and needs none. <see cref="Training{T}.Memory"/> reports the savings.</para>
/// Micikevicius and others, "Mixed Precision Training", 2017. PyTorch: torch.autograd.graph.saved_tensors_hooks with a cast, and
/// torch.autocast, which computes in 16 bits too. Keras: mixed_bfloat16. JAX: jmp. <see cref="Remat"/> makes the other trade, recomputation
/// instead of storage; the two can be combined.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Storage">The number type of 16 bits; with more bits the layer is unchanged.</param>
/// <param name="RoundWeights">Whether the layer computes with its weights rounded to that type in training, so that a file with weights of
/// this <see cref="Precision"/> holds the trained values. The gradient is passed to the float32 masters as if nothing had been rounded
/// (straight-through). It takes 2 more bytes per weight. Predictions use the masters.</param>
/// <example><code>
/// Layer net = MixedPrecision(Conv2d(32, 3) >> Relu() >> MaxPool2d(2) >> Flatten() >> Dense(10));
/// var training = Training.Of(MixedPrecision(net, Precision.Float16), SoftmaxCrossEntropy(), LossScale(Adam(1e-3)));
/// </code></example>
public sealed partial record MixedPrecision(
    Layer Inner,
    Precision Storage = Precision.BFloat16,
    bool RoundWeights = false
) : Layer
{
    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (!scope.IsTraining || !Kernels.HalfPrecision.Has(Storage))
        {
            return scope.Within(Inner, x);
        }

        var before = scope.Nexts();
        var y = scope.Using(scope.Parameters.ReadThrough(Read)).Within(Inner, x);
        var saved = Save(scope, x, y);

        // The next values of the layer's slots are computed from the same values.
        foreach (var (slot, next) in scope.Nexts().Where(next => before.GetValueOrDefault(next.Key) != next.Value))
        {
            foreach (var expr in Expr.Sort([next], saved.ContainsKey))
            {
                saved[expr] = expr.On([.. expr.Inputs.Select(input => saved[input])]);
            }

            scope.Replace(slot, saved[next]);
        }

        return saved[y];
    }

    // In nested layers of mixed precision the inner one applies.
    private Expr Read(Expr parameter)
    {
        var plain = parameter.Op is WeightReading ? parameter.Inputs[0] : parameter;
        return RoundWeights || plain.Shape.Size >= Rounding.Fewest
            ? new(new WeightReading(Storage, RoundWeights), plain)
            : plain;
    }

    // Operands first: values that depend on x or on noise are saved in 16 bits, functions of weights alone are not.
    private Dictionary<Expr, Expr> Save(Scope scope, Expr x, Expr y)
    {
        var saved = new Dictionary<Expr, Expr> { [x] = x };
        var varying = new HashSet<Expr> { x };
        foreach (var expr in Expr.Sort([y], [x]))
        {
            int[] places =
            [
                .. Enumerable.Range(0, expr.Inputs.Length).Where(place => varying.Contains(expr.Inputs[place])),
            ];
            Expr[] operands = [.. expr.Inputs.Select(input => saved[input])];
            if (places.Length > 0 || expr.Variable is { Kind: VariableKind.Input or VariableKind.Noise })
            {
                varying.Add(expr);
            }

            saved[expr] =
                places.Length == 0 || expr.Op is SaveAs16Bit
                    ? expr.On(operands)
                    : new(new SaveAs16Bit(expr.Op, Storage, places), operands);
            scope.InheritPath(expr, saved[expr]);
        }

        return saved;
    }
}
