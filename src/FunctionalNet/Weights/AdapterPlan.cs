using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>What of a model is in a file of adapters, and under which names.</summary>
/// <param name="Modules">The modules that are adapted, in the order of the paths.</param>
/// <param name="Names">The names that each parameter may have in a file, the one that is written first.</param>
/// <param name="Base">The values of the model, by path.</param>
/// <param name="Values">Those that are trained: the factors, and the parameters beside them.</param>
/// <param name="Rules">The layout of the file.</param>
/// <param name="Tied">The tensors of modules that are one parameter with another module here.</param>
internal sealed partial record AdapterPlan<T>(
    ImmutableArray<AdaptedModule> Modules,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Names,
    ImmutableSortedDictionary<string, Tensor<T>> Base,
    ImmutableSortedDictionary<string, Tensor<T>> Values,
    WeightRules Rules,
    ImmutableArray<TiedTensor> Tied
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string OwnNames = "; or write and read the adapters without rules, under the model's own names";

    /// <summary>The plan of a model, or the error: it has no adapters, or one that has no form in a file.</summary>
    public static Either<Error, AdapterPlan<T>> Of(Model<T> model, WeightRules rules)
    {
        var composed = model.Compose(new Shape(1).Append(model.Input));
        if (composed.Adaptations.IsEmpty)
        {
            return Error.New("the model has no adapters: put LowRank around its layer");
        }

        if (Grouped(composed) is { Length: > 0 } grouped)
        {
            return Error.New(
                grouped is [var one]
                    ? $"{one} belongs to a convolution with groups, whose adapters have no layout in the file: leave it out by 'where', or Merge"
                    : $"{Listing.Of(grouped)} belong to convolutions with groups, whose adapters have no layout in the file: leave them out by 'where', or Merge"
            );
        }

        var known = composed.Adaptations.ToDictionary(one => one.Path, StringComparer.Ordinal);
        var (modules, layout) = (new List<AdaptedModule>(), new List<WeightRule>());

        // The parts of a module have its rule in common.
        var done = new System.Collections.Generic.HashSet<(WeightRule Rule, string Theirs, string Ours)>();
        foreach (var adaptation in composed.Adaptations)
        {
            ImmutableArray<string> names = [.. ModuleNames.OfPath(adaptation.Path, rules).Select(ModuleNames.Of)];
            AdaptedModule? first = null;
            foreach (var (rule, theirs, ours) in ModuleNames.RulesOf(adaptation.Path, rules))
            {
                var parts = ours.Select(path => known.GetValueOrDefault(path)).ToImmutableArray();
                if (AdapterLayout.Of(rule, theirs, parts, AdapterNames.Below(theirs[0]), out var made) is { } wrong)
                {
                    return Error.New($"{wrong}{OwnNames}");
                }

                if (done.Add((rule, theirs[0], ours[0])))
                {
                    layout.AddRange(made);
                }

                first ??= new([.. parts.Select(part => part!)], names, AdapterLayout.IsByOutputs(rule, adaptation));
            }

            if (first is null)
            {
                layout.AddRange(AdapterLayout.Own(adaptation, AdapterNames.Below(names[0])));
            }

            if (!modules.Exists(module => module.Parts.Contains(adaptation)))
            {
                modules.Add(first ?? new([adaptation], names, true));
            }
        }

        layout.AddRange(
            AdapterNames.Rules(
                composed.Variables,
                rules,
                modules.SelectMany(module => module.Names).ToHashSet(StringComparer.Ordinal)
            )
        );
        return new AdapterPlan<T>(
            [.. modules],
            composed.Variables.ToImmutableSortedDictionary(
                one => one.Variable!.Path,
                one => ModuleNames.OfPath(one.Variable!.Path, rules),
                StringComparer.Ordinal
            ),
            model.Values,
            model.AdapterValues(),
            new([.. layout]),
            TiedTensor.Of(rules, model.Values.Keys.ToHashSet(StringComparer.Ordinal))
        );
    }

    /// <summary>The paths of adapted filters of convolutions with groups.</summary>
    public static string[] Grouped(LayerGraph composed)
    {
        var filters = Expr.Sort(composed.Graph.Outputs)
            .Where(expr => expr.Op is Ops.ConvOp { Groups: > 1 })
            .Select(expr => expr.Inputs[1])
            .ToHashSet();
        return [.. composed.Adaptations.Where(one => filters.Contains(one.Whole)).Select(one => one.Path)];
    }
}
