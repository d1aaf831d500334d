using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>What a reader of a file is told about the inputs of its graph.</summary>
/// <example><code>
/// var options = new ImportOptions { Shapes = new Dictionary&lt;string, Shape&gt; { ["tokens"] = new(8, 20) } };
/// var model = OnnxModel.Load("encoder.onnx", options).OrThrow();
/// </code></example>
public sealed record ImportOptions
{
    /// <summary>
    /// Gets the shapes of inputs by name, where the file leaves axes free. What depends on the sizes, such as the number of tokens of a
    /// recurrent layer, is worked out for them.
    /// </summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = ImmutableDictionary<string, Shape>.Empty;

    /// <summary>
    /// Gets the values of inputs by name that may be taken as given where an operator must know them beforehand: shapes, axes, bounds.
    /// They give these inputs their shapes too.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor<double>> Values { get; init; } =
        ImmutableDictionary<string, Tensor<double>>.Empty;

    /// <summary>
    /// Gets names of stored tensors that learn although no operator has them as its weights; * stands for anything. A name that none has
    /// is an error.
    /// </summary>
    /// <remarks>
    /// Of files of others those tensors learn that a framework trains: weights and biases where an operator has them, as they are or
    /// transposed, reshaped, cast or dequantized; tables of rows; scales and biases beside products. See <see cref="OnnxModel.Roles"/>.
    /// </remarks>
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Gets a value indicating whether single numbers are variables too, to differentiate by.</summary>
    internal bool KeepsNumbers { get; init; }

    /// <summary>The shape of an input, as far as it is given.</summary>
    internal Shape? Shape(string name) =>
        Values.TryGetValue(name, out var value) ? value.Shape : Shapes.GetValueOrDefault(name);
}
