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

    /// <summary>Whether a tensor of adapters that belongs to its module says what the parameter and its adapter do.</summary>
    /// <param name="tensor">The name of the tensor.</param>
    /// <param name="value">Its numbers.</param>
    /// <param name="values">Those of the model, by path.</param>
    public bool Is<T>(string tensor, Tensor<T> value, IReadOnlyDictionary<string, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const string weight = "weight";
        var below = $"{AdapterNames.Prefix}{Module}.";

        // A table's adapter is that of the projection with its factors exchanged: [V, r] [r, W].
        return tensor == AdapterNames.Prefix + Name || tensor == AdapterNames.Within(Module, weight)
                ? IsSame(Laid(value), values[Path])
            : tensor == $"{below}{Adaptation.A}.{weight}"
                ? IsSame(value, values.GetValueOrDefault($"{Path}/{Adaptation.B}"))
            : tensor == $"{below}{Adaptation.B}.{weight}"
                && IsSame(value, values.GetValueOrDefault($"{Path}/{Adaptation.A}"));
    }

    private static bool IsSame<T>(Tensor<T>? one, Tensor<T>? other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        one is not null && other is not null && one.Shape == other.Shape && one.Span.SequenceEqual(other.Span);

    private Tensor<T>? Laid<T>(Tensor<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Rule.Axes is not { } axes ? value
        : axes.Infer(value.Shape) is null ? null
        : axes.Apply(value);
}
