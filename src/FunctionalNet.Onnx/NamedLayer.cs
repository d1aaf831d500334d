using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Import;

namespace FunctionalNet;

/// <summary>
/// A file with several inputs or outputs as a layer. In training they are concatenated into rows, [batch, sum of sizes]; a file that is
/// exported from it, or from a network that starts with it, has the inputs and outputs of the original file, with their names.
/// </summary>
/// <remarks>Created by <see cref="OnnxModel.ToNamedLayer"/>.</remarks>
/// <example><code>
/// NamedLayer encoder = OnnxModel.Load("encoder.onnx").OrThrow().ToNamedLayer(("input_ids", new(32)), ("attention_mask", new(32))).OrThrow();
/// Tensor&lt;float&gt; rows = encoder.Pack(new Dictionary&lt;string, Tensor&lt;float&gt;&gt; { ["input_ids"] = inputs[0], ["attention_mask"] = inputs[1] });
/// </code></example>
public sealed record NamedLayer : Layer
{
    private readonly Graph graph;
    private readonly string name;

    internal NamedLayer(
        string name,
        Graph graph,
        ImmutableArray<(string Name, TensorType Sample)> inputs,
        ImmutableArray<(string Name, TensorType Sample)> outputs
    ) => (this.name, this.graph, Inputs, Outputs) = (name, graph, inputs, outputs);

    /// <summary>Gets the names of the inputs, with the shape and the element type of one sample.</summary>
    public ImmutableArray<(string Name, TensorType Sample)> Inputs { get; }

    /// <summary>Gets the names of the outputs, with the shape and the element type of one sample.</summary>
    public ImmutableArray<(string Name, TensorType Sample)> Outputs { get; }

    /// <summary>Gets the shape of a sample as a row: for the initialization of a training.</summary>
    public Shape Input => new(Inputs.Sum(input => input.Sample.Shape.Size));

    /// <summary>The concatenated inputs of some samples, [n, sum of sizes].</summary>
    /// <param name="inputs">The inputs by name, [n, ...].</param>
    /// <exception cref="ArgumentException">One is missing, unknown, or of another shape.</exception>
    public Tensor<T> Pack<T>(IReadOnlyDictionary<string, Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var unknown = inputs.Keys.FirstOrDefault(given => Inputs.All(input => input.Name != given));
        return unknown is not null
            ? throw new ArgumentException(
                $"There is no input '{unknown}'; there are {string.Join(", ", Inputs)}.",
                nameof(inputs)
            )
            : Packing.Pack([
                .. Inputs.Select(input =>
                    inputs.TryGetValue(input.Name, out var value)
                    && value.Shape.Rank > 0
                    && value.Shape[1..] == input.Sample.Shape
                        ? value
                        : throw new ArgumentException(
                            $"The input {input.Name} takes samples of {input.Sample.Shape}, but {value?.Shape.ToString() ?? "nothing"} is given.",
                            nameof(inputs)
                        )
                ),
            ]);
    }

    /// <summary>The outputs of some samples by name, [n, ...] each.</summary>
    /// <param name="outputs">The prediction of a model of this layer.</param>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public ImmutableSortedDictionary<string, Tensor<T>> Unpack<T>(Tensor<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Tensor<T>[] parts =
            Outputs.Length == 1 ? [outputs] : outputs.Unpack([.. Outputs.Select(output => output.Sample.Shape)]);
        return Outputs
            .Zip(parts)
            .ToImmutableSortedDictionary(one => one.Item1.Name, one => one.Item2, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var parts = NamedParts.In(x, [.. Inputs.Select(input => input.Sample)]);
        var variables = graph.Inputs.Where(input => input.Variable!.Kind == VariableKind.Input).ToArray();
        return NamedParts.Of(
            ImportedLayer.Compose(graph, scope, variables.Zip(parts).ToDictionary(one => one.Item1, one => one.Item2))
        );
    }

    /// <inheritdoc/>
    public bool Equals(NamedLayer? other) => ReferenceEquals(graph, other?.graph);

    /// <inheritdoc/>
    public override int GetHashCode() => graph.GetHashCode();

    /// <inheritdoc/>
    protected override string Describe() => name;

    internal override bool IsNamedByFile => true;

    /// <summary>The layer of named inputs at the start of a network; null if there is none.</summary>
    internal static NamedLayer? In(Layer layer)
    {
        IComposed? first = layer;
        while (first is not (null or NamedLayer))
        {
            first = first.Parts.FirstOrDefault();
        }

        return first as NamedLayer;
    }
}
