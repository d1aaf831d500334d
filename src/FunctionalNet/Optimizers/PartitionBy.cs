using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// One transform for the chosen parameters, another for the rest. Their state has the paths <c>chosen</c> and <c>rest</c>.
/// </summary>
/// <remarks>Optax: multi_transform, masked. PyTorch: parameter groups. For more than two groups, nest it in the rest.</remarks>
/// <param name="Choose">Which parameters are chosen.</param>
/// <param name="Chosen">The transform of the chosen parameters.</param>
/// <param name="Rest">The transform of the others; the identity if absent.</param>
/// <example><code>Transform chain = PartitionBy(parameter => parameter.Shape.Rank > 1, Lion(1e-4), Adam(1e-3));</code></example>
public sealed partial record PartitionBy(Func<Expr, bool> Choose, Transform Chosen, Transform? Rest = null) : Transform
{
    /// <summary>Gets a value indicating whether the choice is by path, and is meant to choose some.</summary>
    internal bool IsByPath { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The choice is by path, and no parameter has such a path.</exception>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var groups = updates.ToLookup(update => Choose(update.Parameter));
        ImmutableArray<Update> rest = [.. groups[false]];
        if (IsByPath && !groups.Contains(true) && !updates.IsEmpty)
        {
            throw PathMask.None(
                nameof(Net.PartitionByPath),
                updates.Select(update => update.Path),
                "take the transform of the rest alone"
            );
        }

        var done = Chosen
            .Apply(scope.In("chosen"), [.. groups[true]])
            .Concat(Rest?.Apply(scope.In("rest"), rest) ?? rest)
            .ToDictionary(update => update.Parameter);

        // In order, without those that a transform has removed.
        return
        [
            .. updates.Where(update => done.ContainsKey(update.Parameter)).Select(update => done[update.Parameter]),
        ];
    }

    internal override RateCount CountRates(Expr? parameter)
    {
        if (parameter is not null)
        {
            return Choose(parameter) ? Chosen.CountRates(parameter) : Rest?.CountRates(parameter) ?? RateCount.None;
        }

        // It depends on the parameter, unless both agree.
        var (chosen, rest) = (Chosen.CountRates(null), Rest?.CountRates(null) ?? RateCount.None);
        return chosen == rest ? chosen : new(Math.Min(chosen.Rates, rest.Rates), IsKnown: false);
    }
}

/// <content>PartitionBy.</content>
public static partial class Net
{
    /// <summary>One transform for the parameters whose paths are chosen, another for the rest, which is the identity if absent.</summary>
    /// <remarks>
    /// See <see cref="FunctionalNet.PartitionBy"/>. A training whose parameters have none of the paths is an <see cref="ArgumentException"/>
    /// that lists theirs.
    /// </remarks>
    /// <example><code>Transform chain = PartitionByPath(path => path.StartsWith("encoder/"), Adam(1e-4), Adam(1e-3));</code></example>
    public static Transform PartitionByPath(Func<string, bool> paths, Transform chosen, Transform? rest = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new PartitionBy(parameter => paths(parameter.Variable!.Path), chosen, rest) { IsByPath = true };
    }
}
