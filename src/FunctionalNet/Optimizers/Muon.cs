namespace FunctionalNet;

/// <content>Muon.</content>
public static partial class Net
{
    /// <summary>w = w - η (orthogonalized momentum + λ w) for matrices and filters; AdamW with a rate of its own for all others.</summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.Orthogonalize"/>. Embeddings are no matrices here. The paper's advice is to leave the last layer to AdamW as
    /// well: <c>PartitionByPath(path => path.StartsWith("4/"), AdamW(1e-3), Muon(0.02))</c>.
    /// </remarks>
    /// <param name="rate">The learning rate of matrices, a number or a schedule.</param>
    /// <param name="decay">λ, the share of a weight that is taken off, times the learning rate.</param>
    /// <param name="momentum">α, how much of the last gradients stays.</param>
    /// <param name="nesterov">Whether the momentum looks ahead.</param>
    /// <param name="others">The learning rate of the other parameters; 0.0003 if absent.</param>
    /// <example><code>var training = Training.Of(model, loss, Muon(0.02));</code></example>
    public static Transform Muon(
        Schedule rate,
        double decay = 0,
        double momentum = 0.95,
        bool nesterov = true,
        Schedule? others = null
    ) =>
        PartitionBy(
            parameter => parameter.Roles().IsMatrix,
            Momentum(momentum, nesterov) >> Orthogonalize() >> AddWeightDecay(decay) >> ScaleByLearningRate(rate),
            AdamW(others ?? 3e-4, decay)
        );
}
