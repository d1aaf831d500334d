using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Adapters in files of their own, in the layout of the library PEFT: <c>adapter_model.safetensors</c> and <c>adapter_config.json</c>.
/// </summary>
/// <remarks>
/// A module is the path of a matrix without <c>weight</c>, with dots for slashes, or its name by rules; its tensors are
/// <c>base_model.model.MODULE.lora_A.weight</c> [r, in, ...] and <c>lora_B.weight</c> [out, r, ...], of an embedding
/// <c>lora_embedding_A</c> [r, size] and <c>lora_embedding_B</c> [width, r]. Other trained parameters, such as a new head, are stored whole
/// under their own names, matrices as in PyTorch's Linear, [out, in]. https://huggingface.co/docs/peft/developer_guides/checkpoint.
/// <para>
/// Queries, keys and values that are one tensor of the file, as GPT-2's, have one adapter there. While their lora_A are equal it has their
/// rank; else it has the rank of all three, with their lora_A one after the other and their lora_B as blocks on a diagonal, which is the
/// same product. A file is read in either form. Convolutions with several groups have no adapters in this layout.
/// </para>
/// <para>
/// The bias of an adapted module is <c>base_model.model.MODULE.base_layer.bias</c>, and <c>bias</c> of the configuration says
/// <c>lora_only</c>, or <c>all</c> if others are trained too. What the file has of frozen parameters is read as well, as PEFT does. A bias
/// that it lacks stays as it is: versions of PEFT to 0.19 with <c>lora_only</c> write none (https://github.com/huggingface/peft/issues/3306).
/// An output projection that is one parameter with the embedding here is trained and adapted with it: a file says so by
/// <c>ensure_weight_tying</c>, and one that has it apart is an error.
/// </para>
/// </remarks>
public static class AdapterFiles
{
    private const string File = "adapter_model.safetensors";

    /// <summary>Writes the adapters of a model, and all other parameters that are not frozen.</summary>
    /// <param name="model">A model with <see cref="LowRank"/> layers.</param>
    /// <param name="folder">The folder of the two files; created if it does not exist.</param>
    /// <param name="rules">The names of the base model's parameters in published files, as for <see cref="WeightFiles"/>; its paths if
    /// absent.</param>
    /// <param name="baseName">The name of the base model, for people and other libraries.</param>
    /// <returns>Nothing, or the error, after which the files are the old ones.</returns>
    /// <example><code>trained.Model.SaveAdapter("adapters/french").OrThrow();</code></example>
    public static Either<Error, Unit> SaveAdapter<T>(
        this Model<T> model,
        string folder,
        WeightRules? rules = null,
        string baseName = ""
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folder);
        return from plan in AdapterPlan<T>.Of(model, rules ?? new())
            from written in plan.Write()
            from made in Made(folder)
            let path = Path.Combine(folder, File)
            let tensors = new Safetensors<T>(
                written.Tensors,
                ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("format", "pt")
            )
            from named in tensors.Check(path)
            let config = AdapterConfigJson.Write(written.Config with { Base = baseName })
            from done in WholeFile.WriteAll(
                (Path.Combine(folder, AdapterConfig.File), stream => stream.Write(config)),
                (path, tensors.Write)
            )
            select done;
    }

    /// <summary>The model with its adapters replaced by those of a file. Its frozen weights and plans are shared, not copied.</summary>
    /// <param name="model">A model with <see cref="LowRank"/> layers of the file's rank and α.</param>
    /// <param name="folder">The folder of the two files.</param>
    /// <param name="rules">The names of the base model's parameters in published files; its paths if absent.</param>
    /// <returns>The model, or all errors: another kind of adapter, another rank, tensors that are missing, left over or of another
    /// shape.</returns>
    /// <example><code>
    /// Layer adapted = AdapterConfig.Load("adapters/french").OrThrow().Adapt(layer);
    /// Model&lt;float&gt; french = Model.Init&lt;float&gt;(adapted, new(64), key: 1).With(trained.Model.Values).LoadAdapter("adapters/french").OrThrow();
    /// </code></example>
    public static Either<Error, Model<T>> LoadAdapter<T>(this Model<T> model, string folder, WeightRules? rules = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folder);
        return from plan in AdapterPlan<T>.Of(model, rules ?? new())
            from config in AdapterConfig.Load(folder)
            from agreed in plan.Agrees(config)
            from file in Safetensors<T>.Load(Path.Combine(folder, File))
            from values in plan.Read(config, file.Tensors)
                .MapLeft(error => Error.New($"{Path.Combine(folder, File)}: {error.Message}"))
            select model.With(values);
    }

    /// <summary>An error if the adapters of a model have no form in a file, whatever their values will be.</summary>
    internal static Either<Error, Unit> CheckAdapter<T>(this Model<T> model, WeightRules? rules = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        from plan in AdapterPlan<T>.Of(model, rules ?? new())
        from written in plan.Write()
        select Unit.Default;

    /// <summary>The paths of adapted filters of convolutions with groups, whose adapters have no form in a file.</summary>
    internal static string[] GroupedAdapters<T>(this Model<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AdapterPlan<T>.Grouped(model.Compose(new Shape(1).Append(model.Input)));

    private static Either<Error, Unit> Made(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Unit.Default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot make the folder {folder}: {e.Message}");
        }
    }
}
