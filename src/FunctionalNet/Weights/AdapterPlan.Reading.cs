using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <content>From a file to the model.</content>
internal sealed partial record AdapterPlan<T>
{
    /// <summary>An error if the adapters' rank or α differs from the file's.</summary>
    public Either<Error, Unit> Agrees(AdapterConfig config)
    {
        string[] wrong =
        [
            .. from module in Modules
            let size = config.SizeOf(module.Names)
            where !module.HasSize(size.Rank, size.Alpha / size.Rank) && !IsWide(module, config)
            select FormattableString.Invariant(
                $"{module.Names[0]} is LowRank(rank: {size.Rank}, alpha: {size.Alpha}) in the file and (rank: {module.Rank}, alpha: {Alpha(module.Scale, module.Rank)}) in the model"
            ),
        ];
        return wrong.Length == 0
            ? Unit.Default
            : Error.New($"{string.Join("; ", wrong)}. Repair: make the layer by AdapterConfig.Adapt");
    }

    /// <summary>The values of the model that a file has.</summary>
    public Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Read(
        AdapterConfig config,
        ImmutableSortedDictionary<string, Tensor<T>> file
    )
    {
        var tied = file.Where(one => Tied.Any(tensor => tensor.Has(one.Key))).ToArray();
        var own = file.RemoveRange(tied.Select(one => one.Key));
        AdaptedModule[] wide = [.. Modules.Where(module => IsWide(module, config))];
        return from read in new WeightMoves(Rules, Declared(config, own, wide)).Read(own).MapLeft(Told)
            from values in Narrowed(read, wide)
            from agreed in Ties(config, values, tied)
            select values;
    }

    // Matrices of one tensor, each with an adapter of its own rank, that the file has as blocks of one.
    private static bool IsWide(AdaptedModule module, AdapterConfig config) =>
        config.SizeOf(module.Names) is var (rank, alpha)
        && module.Parts.Length > 1
        && rank == module.WideRank
        && module.HasScale(alpha / rank);

    private static Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Narrowed(
        ImmutableSortedDictionary<string, Tensor<T>> read,
        AdaptedModule[] wide
    )
    {
        Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> narrowed = read;
        foreach (var module in wide)
        {
            narrowed = from values in narrowed from parts in module.Narrow(values) select values.SetItems(parts);
        }

        return narrowed;
    }

    // What is trained has to be in the file, except for biases; what is frozen may be.
    private SortedDictionary<string, Shape> Declared(
        AdapterConfig config,
        ImmutableSortedDictionary<string, Tensor<T>> file,
        AdaptedModule[] wide
    )
    {
        var declared = new SortedDictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var (path, names) in Names)
        {
            var isThere = Rules.Any(rule =>
                rule.Of(path) is { Theirs: { Length: > 0 } theirs } && theirs.All(file.ContainsKey)
            );
            if (isThere || (Values.ContainsKey(path) && (IsFactor(path) || !config.HasBias(names))))
            {
                declared[path] = Base[path].Shape;
            }
        }

        foreach (var (path, shape) in wide.SelectMany(module => module.WideShapes()))
        {
            declared[path] = shape;
        }

        return declared;
    }

    private Either<Error, Unit> Ties(
        AdapterConfig config,
        ImmutableSortedDictionary<string, Tensor<T>> read,
        KeyValuePair<string, Tensor<T>>[] tied
    )
    {
        var values = Base.SetItems(read);
        foreach (var tensor in Tied)
        {
            var name = Names[tensor.Path][0];
            var of = tied.Where(one => tensor.Has(one.Key)).ToArray();
            if (Array.FindIndex(of, one => !tensor.Is(one.Key, one.Value, values)) is >= 0 and var other)
            {
                return Error.New(
                    $"{of[other].Key} is of {tensor.Module} alone, which is one parameter with {ModuleNames.Of(name)} here: {tensor.Path}"
                );
            }

            var isApart = of.Length == 0 && !values[tensor.Path].Span.SequenceEqual(Base[tensor.Path].Span);
            if (!config.IsTied && (isApart || IsAdapted(tensor.Path)))
            {
                return Error.New(
                    $"{ModuleNames.Of(name)} is trained in the file without {tensor.Module}, which is one parameter with it here, {tensor.Path}: ensure_weight_tying is not set"
                );
            }
        }

        return Unit.Default;
    }

    private static Error Told(Error error) =>
        error is ManyErrors many ? Error.New(string.Join("; ", many.Errors.Select(one => one.Message))) : error;
}
