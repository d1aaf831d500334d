namespace FunctionalNet;

/// <summary>
/// A layer whose inner values are not kept for the backward pass but computed once more there (gradient checkpointing): less memory for
/// more time. Shapes, values, variables and paths are those of the layer.
/// </summary>
/// <remarks>
/// The price is a second forward pass through the layer and a copy of its input. Of n equal layers in a row, √n groups of √n layers each
/// need the least: the inputs of the groups and the values within one of them. The gradients have the same bits as without, as
/// long as nothing outside of the layer reads its input or its parameters; else sums may be taken in another order.
/// <see cref="Training{T}.Memory"/> tells what it saves. A file of a training step has the values, not the order: there it is up to the engine
/// what is kept.
/// Chen, Xu, Zhang and Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016. JAX: checkpoint, or remat. PyTorch:
/// torch.utils.checkpoint.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="BFloat16">
/// Whether its input is rounded to 16 bits while training, and kept in these: half of the memory of what is kept, for a float32. All else,
/// weights, gradients and slots, is computed and held in full, so that no scaling of the loss is needed: a bfloat16 reaches as far as
/// a float32. The derivative of the rounding is taken as 1; the layer can be differentiated once, and a training step with it is not written
/// as ONNX.
/// </param>
public sealed record Remat(Layer Inner, bool BFloat16 = false) : Layer
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
        if (!scope.IsTraining)
        {
            return Inner.Apply(scope, x);
        }

        if (!BFloat16 || !x.IsFloat)
        {
            return Recomputed.Of(x, x, Inner.Apply(scope, x));
        }

        var rounded = FunctionalNet.BFloat16.Rounded(x);
        var kept = FunctionalNet.BFloat16.Packed(rounded);
        return Recomputed.Of(rounded, kept, Inner.Apply(scope, rounded));
    }
}

/// <content>Remat.</content>
public static partial class Net
{
    /// <summary>A layer whose inner values are computed once more in the backward pass instead of being kept (gradient checkpointing).</summary>
    /// <example><code>
    /// Layer block = Dense(512) >> Gelu() >> Dense(512) >> Gelu();
    /// Layer deep = Remat(block) >> Remat(block) >> Remat(block) >> Dense(10);
    /// </code></example>
    /// <inheritdoc cref="FunctionalNet.Remat"/>
    public static Layer Remat(Layer inner, bool bFloat16 = false) => new Remat(inner, bFloat16);
}
