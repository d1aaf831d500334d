using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = g - mean(g) over the inputs of each unit: over all axes but the last of weights [in, out], over all but the first of filters [out, in, ...]. Vectors and scalars stay as they are.</summary>
/// <remarks>Optax: centralize. Yong, Huang, Hua and Zhang, "Gradient Centralization: A New Optimization Technique for Deep Neural Networks", 2020.</remarks>
public sealed record CentralizeGradients : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [
            .. updates.Select(update =>
                update.Parameter.Shape.Rank < 2
                    ? update
                    : update.With(
                        update.Value - update.Value.ReduceMean(Units.Inputs(update.Parameter.Shape), keepDims: true)
                    )
            ),
        ];
}

/// <content>CentralizeGradients.</content>
public static partial class Net
{
    /// <summary>u = g - mean(g) over the inputs of each unit.</summary>
    /// <example><code>Transform chain = CentralizeGradients() >> Sgd(0.1);</code></example>
    public static Transform CentralizeGradients() => new CentralizeGradients();
}
