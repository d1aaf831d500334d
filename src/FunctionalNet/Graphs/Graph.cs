using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// A function from tensors to tensors: variables in order, and expressions of them. A model, its gradient and a whole training step are
/// such graphs; an executor runs them, and the ONNX package writes them as files.
/// </summary>
/// <example><code>
/// Expr x = Expr.Input("x", new(3));
/// var square = new Graph([x], [x * x]);
/// Tensor&lt;double&gt; y = Reference.Run(square, Tensor.Vector(1.0, 2.0, 3.0))[0];
/// </code></example>
public sealed record Graph
{
    /// <summary>Initializes a new instance of the <see cref="Graph"/> class.</summary>
    /// <exception cref="ArgumentException">An input is not a variable, two inputs have the same path, or an output needs a variable that is
    /// not an input.</exception>
    public Graph(IReadOnlyList<Expr> inputs, IReadOnlyList<Expr> outputs)
    {
        Inputs = [.. inputs];
        Outputs = [.. outputs];
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in Inputs)
        {
            if (input.Variable is not { } variable)
            {
                throw new ArgumentException($"The input {input} of a graph must be a free variable.", nameof(inputs));
            }

            if (!paths.Add(variable.Path))
            {
                throw new ArgumentException($"Two inputs of a graph have the path '{variable.Path}'.", nameof(inputs));
            }
        }

        var known = Inputs.ToHashSet();
        foreach (var expr in Expr.Sort(Outputs))
        {
            if (expr.Variable is { } variable && !known.Contains(expr))
            {
                throw new ArgumentException(
                    $"{variable} is used by the graph but is not among its inputs.",
                    nameof(outputs)
                );
            }
        }
    }

    /// <summary>Gets the free variables.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>Gets the results.</summary>
    public ImmutableArray<Expr> Outputs { get; }

    /// <summary>Gets values within the graph by name: of a layer what each layer within it gives, by its path, of a file its values.</summary>
    /// <remarks>They can be differentiated by: <c>graph.Gradient("encoder/0")</c>.</remarks>
    public IReadOnlyDictionary<string, Expr> Intermediates { get; init; } = ImmutableDictionary<string, Expr>.Empty;

    /// <summary>Inputs and outputs with their types: <c>x Float[n, 4], weight Float[4, 2] to Float[n, 2]</c>.</summary>
    public override string ToString() =>
        $"{Listing.Of(Inputs.Select(input => $"{input.Variable!.Path} {input.Type}"))} to {Listing.Of(Outputs.Select(output => $"{output.Type}"))}";

    /// <summary>The same graph with all free axes of the inputs set to this size, such as to compile it for a batch size.</summary>
    /// <exception cref="ShapeException">The graph is invalid for this size.</exception>
    /// <example><code>
    /// Plan&lt;float&gt; plan = Plan&lt;float&gt;.Compile(OnnxModel.Load("digits.onnx").OrThrow().Graph.WithFreeAxes(64));
    /// </code></example>
    public Graph WithFreeAxes(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var known = Inputs.Where(input => !input.Shape.IsKnown).ToDictionary(input => input, Known);
        return WithInputs(known);

        Expr Known(Expr input) =>
            new(
                input.Variable! with
                {
                    Declared = new(
                        new Shape([.. input.Shape.Select(dim => dim.IsKnown ? dim : size)]),
                        input.Type.Element
                    ),
                }
            );
    }

    /// <summary>The same graph with inputs of other sizes.</summary>
    internal Graph WithInputs(IReadOnlyDictionary<Expr, Expr> others)
    {
        var axes = new AxisSizes(others.Select(input => (input.Key.Shape, input.Value.Shape)));
        string[] names = [.. Intermediates.Keys];
        var all = axes.Rewrite([.. Outputs, .. names.Select(name => Intermediates[name])], others);
        return new([.. Inputs.Select(input => others.GetValueOrDefault(input, input))], all[..Outputs.Length])
        {
            Intermediates = names
                .Zip(all[Outputs.Length..], (name, value) => (name, value))
                .ToDictionary(pair => pair.name, pair => pair.value, StringComparer.Ordinal),
        };
    }

    /// <summary>Throws if the tensors do not match the inputs in number or shape.</summary>
    internal void Check<T>(IReadOnlyList<Tensor<T>> tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tensors.Count != Inputs.Length)
        {
            throw new ArgumentException(
                $"The graph has {Inputs.Length} inputs, but got {tensors.Count} tensors.",
                nameof(tensors)
            );
        }

        for (var i = 0; i < tensors.Count; i++)
        {
            if (tensors[i].Shape != Inputs[i].Shape)
            {
                throw new ArgumentException(
                    $"{Inputs[i].Variable} has the shape {Inputs[i].Shape}, but got {tensors[i].Shape}.",
                    nameof(tensors)
                );
            }
        }
    }
}
