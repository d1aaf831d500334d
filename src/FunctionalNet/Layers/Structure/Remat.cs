namespace FunctionalNet;

/// <summary>
/// Gradient checkpointing (rematerialization): the activations within a layer are not saved for the backward pass but recomputed in it:
/// less memory for more time. Shapes, values, variables and paths are those of the layer.
/// </summary>
/// <remarks>
/// The cost is a second forward pass through the layer and a copy of its input. Of n equal layers in a chain, √n groups of √n layers each
/// need the least memory: the inputs of the groups and the activations within one of them. The gradients have the same bits as without, as
/// long as nothing outside of the layer reads its input or its parameters; else sums may be taken in another order.
/// <see cref="Training{T}.Memory"/> reports the saving. A file of a training step has the same values but no such order: the engine that
/// runs it decides what it keeps. Chen, Xu, Zhang and Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016. JAX: checkpoint, or
/// remat. PyTorch: torch.utils.checkpoint.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Storage">The precision of the saved input. In 16 bits, to which it is rounded while training, it takes half of the memory;
/// weights, gradients and slots are still computed and stored in full precision. The derivative of the rounding is taken as 1. bfloat16 has
/// the range of float32; numbers beyond 65504 become infinite in float16.</param>
/// <example><code>
/// Layer block = Dense(512) >> Gelu() >> Dense(512) >> Gelu();
/// Layer deep = Remat(block) >> Remat(block) >> Remat(block) >> Dense(10);
/// </code></example>
public sealed partial record Remat(Layer Inner, Precision Storage = Precision.Float32) : Layer
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
            return scope.Within(Inner, x);
        }

        var kept = Rounding.Waiting(x, Storage);
        var read = kept == x ? x : Rounding.Of(x, Storage);
        return Recomputed.Of(read, kept, scope.Within(Inner, read));
    }
}
