using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// u = g - mean(g) over the inputs of each unit: of weights [in, out] over the first axis, of filters [out, in, ...] over all but the
/// first, of others by their <see cref="AxisRoles"/>. Parameters without inputs, and tables of embeddings, are unchanged.
/// </summary>
/// <remarks>Optax: centralize. Yong, Huang, Hua and Zhang, "Gradient Centralization: A New Optimization Technique for Deep Neural Networks", 2020.</remarks>
/// <example><code>Transform chain = CentralizeGradients() >> Sgd(0.1);</code></example>
public sealed partial record CentralizeGradients : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [
            .. updates.Select(update =>
            {
                var roles = update.Parameter.Roles();
                return roles.IsMatrix
                    ? update.With(update.Value.InView(roles, g => g - g.ReduceMean(roles.Inputs, keepDims: true)))
                    : update;
            }),
        ];
}
