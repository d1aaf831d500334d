using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// After the learning rate: if the weights of a unit would exceed the limit in norm, they are scaled down to it, w + u = v · min(1, limit /
/// ‖v‖) with v = w + g. Vectors and scalars are unchanged.
/// </summary>
/// <remarks>
/// Keras: MaxNorm. Srivastava and others, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014. A unit is a column of
/// weights [in, out], a filter of [out, in, ...], a row of an embedding, and otherwise defined by the <see cref="AxisRoles"/>.
/// </remarks>
/// <param name="Limit">The largest norm of the weights of a unit; infinity for no limit.</param>
/// <param name="Mask">Which paths are constrained; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>Transform chain = Sgd(0.1) >> ProjectToMaxNorm(3);</code></example>
public sealed partial record ProjectToMaxNorm([Limit] double Limit, Func<string, bool>? Mask = null) : Transform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The mask takes no parameter.</exception>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        PathMask.Check(
            nameof(ProjectToMaxNorm),
            Mask,
            updates.Select(update => update.Path).Union(scope.ParameterPaths(), StringComparer.Ordinal),
            "leave ProjectToMaxNorm out"
        );
        return
        [
            .. updates.Select(update =>
            {
                var roles = update.Parameter.Roles();
                if (roles.Inputs.Length == 0 || Mask?.Invoke(update.Path) == false)
                {
                    return update;
                }

                var v = update.Parameter + update.Value;
                var within = v.InView(
                    roles,
                    units => units * units.ReduceL2(roles.Inputs, keepDims: true).ShareWithin(Limit)
                );
                return update.With(within - update.Parameter);
            }),
        ];
    }
}
