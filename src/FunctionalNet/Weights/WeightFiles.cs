using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Weights that others publish, into models and back, by rules.</summary>
/// <remarks>
/// Files are safetensors in any number type, single or in shards with an index <c>model.safetensors.index.json</c>; also the folder in which
/// they lie. Numbers of 16 and 64 bits become those of the model. Files of PyTorch's pickle are programs, and are not read.
/// </remarks>
public static class WeightFiles
{
    /// <summary>What a file of weights holds, without reading its numbers.</summary>
    /// <param name="path">A safetensors file, an index of several, or their folder.</param>
    /// <returns>The tensors in the order of their bytes, or what is wrong with the file.</returns>
    /// <example><code>foreach (var tensor in WeightFiles.List("model.safetensors").OrThrow()) { Console.WriteLine(tensor); }</code></example>
    public static Either<Error, ImmutableArray<ListedTensor>> List(string path) =>
        WeightShards.List(path).Map(listed => listed.Tensors);

    /// <summary>The notes of a file of weights, its metadata: of several files those of the first.</summary>
    /// <param name="path">A safetensors file, an index of several, or their folder.</param>
    /// <returns>The notes by name, or what is wrong with the file.</returns>
    /// <example><code>var format = WeightFiles.Notes("model.safetensors").OrThrow().GetValueOrDefault("format"); // pt</code></example>
    public static Either<Error, ImmutableSortedDictionary<string, string>> Notes(string path) =>
        WeightShards.List(path).Map(listed => listed.Notes);

    /// <summary>The state with parameters and slots of its model from a file in place of its own. The optimizer's state, step and key stay.</summary>
    /// <param name="state">The state, such as <see cref="Training{T}.Init"/> gives it.</param>
    /// <param name="path">A safetensors file, an index of several, or their folder.</param>
    /// <param name="rules">Which names they have in the file.</param>
    /// <returns>The state, or all that is wrong: what the file lacks, what it has more, and what is of another shape.</returns>
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

    /// <summary>The model with parameters and slots from a file in place of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A safetensors file, an index of several, or their folder.</param>
    /// <param name="rules">Which names they have in the file.</param>
    /// <returns>The model, or all that is wrong: what the file lacks, what it has more, and what is of another shape.</returns>
    /// <example><code>Model&lt;float&gt; encoder = Model.Init&lt;float&gt;(layer, new(128), key: 0).Load("model.safetensors", new WeightRules()).OrThrow();</code></example>
    public static Either<Error, Model<T>> Load<T>(this Model<T> model, string path, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return Read(model.Values, path, rules).Map(model.With);
    }

    /// <summary>The state with parameters and slots of its model from tensors in memory in place of its own. The optimizer's state, step and key stay.</summary>
    /// <param name="state">The state, such as <see cref="Training{T}.Init"/> gives it.</param>
    /// <param name="tensors">The tensors by their names.</param>
    /// <param name="rules">Which names they have there.</param>
    /// <returns>The state, or all that is wrong: what is missing, what is left over, and what is of another shape.</returns>
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

    /// <summary>The model with parameters and slots from tensors in memory in place of its own, such as those of another model or of an ONNX file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tensors">The tensors by their names.</param>
    /// <param name="rules">Which names they have there.</param>
    /// <returns>The model, or all that is wrong: what is missing, what is left over, and what is of another shape.</returns>
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

    /// <summary>Writes the values of a model in the layout of others, in the number type of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, by custom <c>model.safetensors</c>.</param>
    /// <param name="rules">The names of the file, as for <see cref="Load{T}(Model{T}, string, WeightRules)"/>; of several that fit a parameter the first.</param>
    /// <returns>Nothing, or why it could not be written.</returns>
    /// <example><code>trained.Model.Save("model.safetensors", new WeightRules()).OrThrow();</code></example>
    public static Either<Error, Unit> Save<T>(this Model<T> model, string path, WeightRules rules)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rules);

        // By this note transformers knows whose layout it is.
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

    // Each of several with the file before it, so that all of them stand in the message.
    private static Error At(string path, Error error) =>
        error is ManyErrors many
            ? Error.New($"{path}: {string.Join("; ", many.Errors.Select(one => one.Message))}")
            : Error.New($"{path}: {error.Message}");
}
