using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Parameters with these paths stay as they are. Their gradients are not even computed.</summary>
/// <remarks>Optax: set_to_zero in a mask. PyTorch: requires_grad_(False). What stands behind it in the chain does not see them: norms are over the others.</remarks>
/// <param name="Paths">Which paths are frozen.</param>
/// <example><code>Transform chain = Freeze(path => path.StartsWith("encoder/")) >> Adam(1e-3);</code></example>
public sealed partial record Freeze(Func<string, bool> Paths) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Where(update => !Paths(update.Path))];

    // What is frozen goes nowhere.
    internal override Descent Descends(Expr? parameter) =>
        parameter is null || Paths(parameter.Variable!.Path) ? Descent.Unknown : Descent.None;
}
