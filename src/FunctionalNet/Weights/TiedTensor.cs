using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>A tensor of a file whose module is tied to another there, and has no parameter of its own in the model.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Path">The parameter.</param>
/// <param name="Rule">The rule from the one to the other.</param>
internal sealed record TiedTensor(string Name, string Path, WeightRule Rule)
{
    /// <summary>Gets the module of the tensor.</summary>
    public string Module => ModuleNames.Of(Name);

    /// <summary>The tied tensors of a model.</summary>
    public static ImmutableArray<TiedTensor> Of(WeightRules rules, IReadOnlySet<string> paths) =>
        [
            .. from rule in rules
            where rule.IsTied
            from path in paths
            let found = rule.Of(path)
            where found is not null && found.Value.Theirs.Length == 1 && found.Value.Ours.Length == 1
            let name = found.Value.Theirs[0]
            where !rules.Any(other => !other.IsTied && other.PathsOf(name).Any(paths.Contains))
            select new TiedTensor(name, path, rule),
        ];

    /// <summary>Whether a tensor of adapters belongs to its module.</summary>
    public bool Has(string tensor) => tensor.StartsWith($"{AdapterNames.Prefix}{Module}.", StringComparison.Ordinal);

    /// <summary>Whether a tensor of adapters that belongs to its module is its weight, with the numbers of the parameter.</summary>
    public bool Is<T>(string tensor, Tensor<T> value, Tensor<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const string weight = "weight";
        if (tensor != AdapterNames.Prefix + Name && tensor != AdapterNames.Within(Module, weight))
        {
            return false;
        }

        var laid =
            Rule.Axes is not { } axes ? value
            : axes.Infer(value.Shape) is null ? null
            : axes.Apply(value);
        return laid is not null && laid.Shape == parameter.Shape && laid.Span.SequenceEqual(parameter.Span);
    }
}
