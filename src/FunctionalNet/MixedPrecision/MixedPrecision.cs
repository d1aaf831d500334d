namespace FunctionalNet;

/// <summary>
/// A layer that is computed in 32 bits and whose saved activations are kept in 16 bits until the backward pass reads them: half of the
/// memory of the activations, and nothing is computed twice. Shapes, variables, paths and predictions are those of the layer, and so is the value while training.
/// </summary>
/// <remarks>
/// <para>
/// Memory is saved by two kinds of values: saved activations of the forward pass, until the backward pass has read them; and gradients of
/// parameters, where a transform needs all of them before the first weight changes, such as <see cref="ClipByGlobalNorm"/> or
/// <see cref="LossScale"/>. Both are rounded to 16 bits and packed, two in the place of one. Weights are the float32 masters, and stay as they are: 16-bit copies beside them would
/// take memory and save none. Sums are taken in float32. Values of few elements, whole numbers and parameters are not rounded,
/// and truth values are packed as they are.
/// </para>
/// <para>
/// The gradient is that of the layer at activations that are wrong by up to 2⁻⁹ of themselves as bfloat16, and by 2⁻¹² as float16. A
/// float16 holds nothing above 65504 and next to nothing below 6e-8, so that gradients that are kept in it need a <see cref="LossScale"/>; a
/// bfloat16 reaches as far as a float32 and needs none. <see cref="Training{T}.Memory"/> tells what it saves.
/// </para>
/// Micikevicius and others, "Mixed Precision Training", 2017. PyTorch: torch.autograd.graph.saved_tensors_hooks with a cast, and
/// torch.autocast, which computes in 16 bits too. Keras: mixed_bfloat16. JAX: jmp. The other trade is <see cref="Remat"/>, which computes
/// once more what it does not keep; the two go together.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Storage">The number type of 16 bits; of more bits the layer is as it is alone.</param>
/// <param name="RoundWeights">
/// Whether the layer computes with its weights rounded to that type while training, so that a file with weights of this
/// <see cref="Precision"/> holds what was trained with. The gradient goes to the float32 masters as if nothing had been rounded. It takes 2
/// bytes more for each weight. Predictions are made with the masters.
/// </param>
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
        if (!scope.IsTraining || !Kernels.Halves.Has(Storage))
        {
            return scope.Within(Inner, x);
        }

        var before = scope.Nexts();
        var y = scope.Using(scope.Parameters.ReadThrough(Read)).Within(Inner, x);
        var saved = Save(scope, x, y);

        // What becomes of the layer's own slots is computed from the same values.
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

    // Of two layers of mixed precision the inner one counts.
    private Expr Read(Expr parameter)
    {
        var plain = parameter.Op is WeightReading ? parameter.Inputs[0] : parameter;
        return RoundWeights || plain.Shape.Size >= Rounding.Fewest
            ? new(new WeightReading(Storage, RoundWeights), plain)
            : plain;
    }

    // Operands first: what varies with x or with noise is kept, a function of weights alone is not.
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
            scope.Became(expr, saved[expr]);
        }

        return saved;
    }
}
