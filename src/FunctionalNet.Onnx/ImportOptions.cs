using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Options for the inputs of a graph that is read.</summary>
/// <example><code>
/// var options = new ImportOptions { Shapes = new Dictionary&lt;string, Shape&gt; { ["tokens"] = new(8, 20) } };
/// var model = OnnxModel.Load("encoder.onnx", options).OrThrow();
/// </code></example>
public sealed record ImportOptions
{
    /// <summary>
    /// Gets the shapes of inputs by name, for files with free axes. Graphs that depend on sizes, such as the number of tokens of a
    /// recurrent layer, are read for these sizes.
    /// </summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = ImmutableDictionary<string, Shape>.Empty;

    /// <summary>
    /// Gets fixed values of inputs by name, for operators that need them at import: shapes, axes, bounds. They determine the shapes of
    /// these inputs too.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor<double>> Values { get; init; } =
        ImmutableDictionary<string, Tensor<double>>.Empty;

    /// <summary>
    /// Gets the names of additional trainable tensors, which no operator uses as weights; * matches anything. A name that matches none is
    /// an error.
    /// </summary>
    /// <remarks>
    /// In foreign files those tensors are trainable that a framework trains: weights and biases of operators, directly or transposed,
    /// reshaped, cast or dequantized; lookup tables; scales and biases after products. See <see cref="OnnxModel.Roles"/>.
    /// </remarks>
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Gets a value indicating whether scalars are variables too, so that one can differentiate with respect to them.</summary>
    internal bool KeepsNumbers { get; init; }

    /// <summary>Gets a value indicating whether inputs with a default are inputs like others, whose values are not known.</summary>
    internal bool FreesDefaults { get; init; }

    /// <summary>Gets a value indicating whether given shapes replace sizes that the file fixes.</summary>
    internal bool Resizes { get; init; }

    /// <summary>The given shape of an input, if any.</summary>
    internal Shape? Shape(string name) =>
        Values.TryGetValue(name, out var value) ? value.Shape : Shapes.GetValueOrDefault(name);
}
