using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Loads published weights into models and saves them, by rules.</summary>
/// <remarks>
/// Files are safetensors of any number type, single or sharded with an index <c>model.safetensors.index.json</c>, or the folder that
/// contains them. Numbers of 16 and 64 bits are converted to the type of the model. PyTorch's pickle files are programs, and are not read.
/// </remarks>
public static class WeightFiles
{
    /// <summary>Lists the tensors of a weight file without reading their numbers.</summary>
    /// <param name="path">A safetensors file, an index of shards, or their folder.</param>
    /// <returns>The tensors in the order of their bytes, or the error.</returns>
    /// <example><code>foreach (var tensor in WeightFiles.List("model.safetensors").OrThrow()) { Console.WriteLine(tensor); }</code></example>
    public static Either<Error, ImmutableArray<ListedTensor>> List(string path) =>
        WeightShards.List(path).Map(listed => listed.Tensors);

    /// <summary>The metadata of a weight file; of shards, that of the first.</summary>
    /// <param name="path">A safetensors file, an index of shards, or their folder.</param>
    /// <returns>The metadata by key, or the error.</returns>
    /// <example><code>var format = WeightFiles.Notes("model.safetensors").OrThrow().GetValueOrDefault("format"); // pt</code></example>
    public static Either<Error, ImmutableSortedDictionary<string, string>> Notes(string path) =>
        WeightShards.List(path).Map(listed => listed.Notes);

    /// <summary>The state with its parameters and slots loaded from a file. The optimizer's state, step and key are unchanged.</summary>
    /// <param name="state">The state, such as the result of <see cref="Training{T}.Init"/>.</param>
    /// <param name="path">A safetensors file, an index of shards, or their folder.</param>
    /// <param name="rules">The names in the file.</param>
    /// <returns>The state, or all errors: tensors that are missing, left over or of another shape.</returns>
    /// <example><code>
    /// var rules = new WeightRules(WeightRule.Transpose("*.weight", "*/weight"), WeightRule.Keep("4/*"));
    /// TrainState&lt;float&gt; start = training.Init(1, new(64)).Load("model.safetensors", rules).OrThrow();
    /// </code></example>
    public static Either<Error, TrainState<T>> Load<T>(this TrainState<T> state, string path, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        return Read(state.Model.Values, path, rules).Map(state.With);
    }

    /// <summary>The model with its parameters and slots loaded from a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A safetensors file, an index of shards, or their folder.</param>
    /// <param name="rules">The names in the file.</param>
    /// <returns>The model, or all errors: tensors that are missing, left over or of another shape.</returns>
    /// <example><code>Model&lt;float&gt; encoder = Model.Init&lt;float&gt;(layer, new(128), key: 0).Load("model.safetensors", new WeightRules()).OrThrow();</code></example>
    public static Either<Error, Model<T>> Load<T>(this Model<T> model, string path, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return Read(model.Values, path, rules).Map(model.With);
    }

    /// <summary>
    /// The state with its parameters and slots loaded from tensors in memory. The optimizer's state, step and key are unchanged.
    /// </summary>
    /// <param name="state">The state, such as the result of <see cref="Training{T}.Init"/>.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="rules">The names of these tensors.</param>
    /// <returns>The state, or all errors: tensors that are missing, left over or of another shape.</returns>
    /// <example><code>TrainState&lt;float&gt; start = state.Load(trained.Model.Values, new WeightRules(WeightRule.Keep("4/*"))).OrThrow();</code></example>
    public static Either<Error, TrainState<T>> Load<T>(
        this TrainState<T> state,
        IReadOnlyDictionary<string, Tensor<T>> tensors,
        WeightRules rules
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        return Read(state.Model.Values, tensors, rules).Map(state.With);
    }

    /// <summary>
    /// The model with its parameters and slots loaded from tensors in memory, such as those of another model or of an ONNX file.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="rules">The names of these tensors.</param>
    /// <returns>The model, or all errors: tensors that are missing, left over or of another shape.</returns>
    /// <example><code>
    /// OnnxModel file = OnnxModel.Load("encoder.onnx").OrThrow();
    /// Model&lt;float&gt; encoder = Model.Init&lt;float&gt;(Bert(30_522, width: 384, layers: 6), new(128), key: 0).Load(file.Values&lt;float&gt;(), WeightRules.Bert).OrThrow();
    /// </code></example>
    public static Either<Error, Model<T>> Load<T>(
        this Model<T> model,
        IReadOnlyDictionary<string, Tensor<T>> tensors,
        WeightRules rules
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return Read(model.Values, tensors, rules).Map(model.With);
    }

    /// <summary>Saves the values of a model in the layout of other libraries, in the number type of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, usually <c>model.safetensors</c>.</param>
    /// <param name="rules">The names in the file, as for <see cref="Load{T}(Model{T}, string, WeightRules)"/>; of several rules for a
    /// parameter the first applies.</param>
    /// <returns>Nothing, or the error; one of them is a rule for which the model has no parameter, unless it is
    /// <see cref="WeightRule.IsOptional"/>.</returns>
    /// <example><code>trained.Model.Save("model.safetensors", new WeightRules()).OrThrow();</code></example>
    public static Either<Error, Unit> Save<T>(this Model<T> model, string path, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rules);

        string[] unmatched =
        [
            .. rules
                .Where(rule =>
                    !rule.IsOptional && !rule.IsOneSided && !model.Values.Keys.Any(one => rule.Of(one) is not null)
                )
                .Select(rule => $"'{rule}'"),
        ];
        if (unmatched.Length > 0)
        {
            return Error.New(
                $"{path}: no parameter is that of {string.Join(", ", unmatched)}; there are {Listing.Of(model.Values.Keys)}. Repair: give their paths, or make the rule Optional"
            );
        }

        // transformers recognizes the layout by this entry.
        return new WeightMoves(rules, Shapes(model.Values))
            .Write(model.Values)
            .MapLeft(error => At(path, error))
            .Bind(tensors =>
                new Safetensors<T>(
                    tensors,
                    ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("format", "pt")
                ).Save(path)
            );
    }

    private static Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Read<T>(
        ImmutableSortedDictionary<string, Tensor<T>> values,
        IReadOnlyDictionary<string, Tensor<T>> tensors,
        WeightRules rules
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(rules);
        return new WeightMoves(rules, Shapes(values)).Read(tensors);
    }

    private static Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Read<T>(
        ImmutableSortedDictionary<string, Tensor<T>> values,
        string path,
        WeightRules rules
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rules);
        return WeightShards
            .Load<T>(path)
            .Bind(file => Read(values, file.Tensors, rules).MapLeft(error => At(path, error)));
    }

    private static ImmutableSortedDictionary<string, Shape> Shapes<T>(
        ImmutableSortedDictionary<string, Tensor<T>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        values.ToImmutableSortedDictionary(value => value.Key, value => value.Value.Shape, StringComparer.Ordinal);

    // Prefixes the error of each shard with its name, so that the message names all.
    private static Error At(string path, Error error) =>
        error is ManyErrors many
            ? Error.New($"{path}: {string.Join("; ", many.Errors.Select(one => one.Message))}")
            : Error.New($"{path}: {error.Message}");
}
