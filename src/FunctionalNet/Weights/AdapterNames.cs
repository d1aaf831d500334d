using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The names of tensors in a file of adapters.</summary>
internal static class AdapterNames
{
    /// <summary>What precedes the names of the base model.</summary>
    public const string Prefix = "base_model.model.";

    // An adapted module of PEFT has the one of the base in it.
    private const string Inner = "base_layer";

    /// <summary>What precedes the factors of the module of a tensor.</summary>
    public static string Below(string tensor) =>
        ModuleNames.Of(tensor) is { Length: > 0 } module ? $"{Prefix}{module}." : Prefix;

    /// <summary>The name of a tensor of an adapted module.</summary>
    public static string Within(string module, string parameter) => $"{Prefix}{module}.{Inner}.{parameter}";

    /// <summary>The rules for parameters that are stored whole, those of adapted modules by both names that PEFT has for them.</summary>
    /// <param name="variables">The parameters and slots.</param>
    /// <param name="rules">Their names in files of the base.</param>
    /// <param name="adapted">The names of adapted modules.</param>
    public static IEnumerable<WeightRule> Rules(
        IReadOnlyCollection<Expr> variables,
        WeightRules rules,
        IReadOnlySet<string> adapted
    )
    {
        WeightRule[] inner = [.. from variable in variables from rule in Inners(variable, rules, adapted) select rule];
        return
        [
            .. inner,
            .. rules.Where(rule => !rule.IsTied).Select(rule => rule.Below(Prefix, string.Empty)),
            .. from variable in variables
            where !variable.Variable!.IsFixed || !ModuleNames.RulesOf(variable.Variable.Path, rules).Any()
            select Stored(variable, Prefix + Dotted(variable)),
        ];
    }

    private static IEnumerable<WeightRule> Inners(Expr variable, WeightRules rules, IReadOnlySet<string> adapted)
    {
        var isNamed = false;
        foreach (var (rule, theirs, ours) in ModuleNames.RulesOf(variable.Variable!.Path, rules))
        {
            isNamed = true;
            string?[] names = [.. theirs.Select(name => Inside(name, adapted))];
            if (names.All(name => name is not null))
            {
                yield return rule.Named(names!, ours);
            }
        }

        if (!isNamed && Inside(Dotted(variable), adapted) is { } own)
        {
            yield return Stored(variable, own);
        }
    }

    private static string? Inside(string tensor, IReadOnlySet<string> adapted) =>
        tensor.LastIndexOf('.') is > 0 and var end && adapted.Contains(tensor[..end])
            ? Within(tensor[..end], tensor[(end + 1)..])
            : null;

    private static string Dotted(Expr variable) => variable.Variable!.Path.Replace('/', '.');

    // As in PyTorch: a matrix from inputs to outputs is [out, in].
    private static WeightRule Stored(Expr variable, string name)
    {
        var (path, roles) = (variable.Variable!.Path, Adaptation.RolesOf(variable));
        return roles.View == variable.Shape && roles.Roles is [AxisRole.Input, AxisRole.Output]
            ? WeightRule.Transpose(name, path)
            : WeightRule.Rename(name, path);
    }
}
