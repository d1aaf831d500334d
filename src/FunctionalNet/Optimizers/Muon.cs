namespace FunctionalNet;

/// <content>Muon.</content>
public static partial class Net
{
    /// <summary>w = w - η (orthogonalized momentum + λ w) for matrices and filters; AdamW with its own rate for all others.</summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.Orthogonalize"/>. Embeddings do not count as matrices. The paper recommends AdamW for the last layer,
    /// too: <c>PartitionByPath(path => path.StartsWith("4/"), AdamW(1e-3), Muon(0.02))</c>.
    /// </remarks>
    /// <param name="rate">The learning rate of matrices, a number or a schedule.</param>
    /// <param name="decay">λ, the decay rate of weights, multiplied by the learning rate.</param>
    /// <param name="momentum">α, the decay of the momentum.</param>
    /// <param name="nesterov">Whether to use Nesterov's lookahead.</param>
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
