using System.Collections.Immutable;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>
/// Reads a model: inputs become variables, initializers become parameters, slots or constants, and each node becomes its expression, in the
/// order of the file. All errors are a FormatException with the location.
/// </summary>
internal static class GraphReader
{
    /// <summary>More axes than any tensor has; a bound on the cost of a malicious file.</summary>
    public const int MaxAxes = 64;

    /// <summary>
    /// The graph, the tensor of each variable that has a value, the roles of all stored tensors, and the types of the outputs.
    /// </summary>
    /// <param name="model">The file.</param>
    /// <param name="ours">Whether this library wrote it, and marked constants.</param>
    /// <param name="options">Options for the inputs.</param>
    /// <exception cref="FormatException">The graph is invalid, or uses unsupported features.</exception>
    public static ReadGraph Read(ModelProto model, bool ours, ImportOptions options)
    {
        var (proto, shared) = (model.Graph, new Imported(model, ours, options));
        var names = new NameScope(null, OnnxModel.Version(model.OpsetImport));
        NoSparse(proto);
        Variables(proto, shared, names);
        new Nodes(shared).Read(proto.Node, names);
        Declaration.CheckTypes(proto.ValueInfo, names);
        var outputs = Outputs(proto, names, options.Resizes);
        Expr[] results =
        [
            .. outputs.Select(output => ResultConversion.Output(output.Expr, output.Type, shared.HasDoubles)),
        ];
        shared.Forget(results);
        return new(
            new Graph(shared.Inputs, results) { Intermediates = names.Within(results) },
            shared.Stored,
            shared.Roles.ByName(shared.PathOf),
            [.. outputs.Select(output => output.Type)],
            names.Shapes()
        );
    }

    /// <summary>Throws for unsupported kinds of initializers.</summary>
    public static void NoSparse(GraphProto proto)
    {
        if (proto.SparseInitializer.Count > 0)
        {
            throw new UnsupportedException(
                "SparseTensor",
                "the graph has sparse initializers, which are not supported"
            );
        }
    }

    // An input with a default is that value, unless another one is given.
    private static void Variables(GraphProto proto, Imported shared, NameScope names)
    {
        var initialized = proto.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var defaults = shared.Defaults;
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in proto.Input)
        {
            if (!declared.Add(input.Name))
            {
                throw new FormatException($"two inputs have the name '{input.Name}'");
            }

            if (defaults.GetValueOrDefault(input.Name) is { } tensor)
            {
                FileLocation.At($"input '{input.Name}'", () => Declaration.CheckDefault(input, tensor));
            }

            if (!initialized.Contains(input.Name) || shared.IsGiven(input.Name))
            {
                FileLocation.At(
                    $"input '{input.Name}'",
                    () =>
                    {
                        var (type, code) = Declaration.Of(
                            input,
                            shared.Options.Shape(input.Name),
                            shared.Options.Resizes
                        );
                        var kind = Kinds.Of(input.MetadataProps, VariableKind.Input);
                        return Named(input.Name, shared.Declare(new(kind, input.Name, type), code), names);
                    }
                );
            }
        }

        foreach (var tensor in proto.Initializer.Where(tensor => !shared.IsGiven(tensor.Name)))
        {
            FileLocation.At(
                $"initializer '{tensor.Name}'",
                () => Named(tensor.Name, shared.Value(tensor, tensor.Name), names)
            );
        }

        // Tensors within nodes must not have the names of outputs.
        foreach (var output in proto.Output)
        {
            shared.Reserve(output.Name);
        }
    }

    private static bool Named(string name, Value value, NameScope names)
    {
        names.Add(name, value);
        return true;
    }

    private static List<Value> Outputs(GraphProto proto, NameScope names, bool isResized)
    {
        var outputs = new List<Value>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in proto.Output)
        {
            FileLocation.At(
                $"output '{output.Name}'",
                () =>
                {
                    var value = names.Find(output.Name) ?? throw new FormatException("it is not defined");
                    if (!seen.Add(output.Name))
                    {
                        throw new FormatException("it is listed twice");
                    }

                    Declaration.Check(output, value, isResized);
                    outputs.Add(value);
                    return true;
                }
            );
        }

        return outputs.Count > 0 ? outputs : throw new FormatException("the graph has no outputs");
    }
}

/// <summary>The content of a file.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Values">The tensor of each variable that has one.</param>
/// <param name="Roles">The roles of the stored tensors, by name.</param>
/// <param name="Outputs">The types of the outputs in the file.</param>
/// <param name="Shapes">The shapes of the values that have a name in the file.</param>
internal sealed record ReadGraph(
    Graph Graph,
    IReadOnlyDictionary<string, TensorProto> Values,
    ImmutableSortedDictionary<string, StoredRole> Roles,
    IReadOnlyList<DataType> Outputs,
    IReadOnlyDictionary<string, Shape> Shapes
);
