using System.Collections.Immutable;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>
/// Reads a model: inputs become variables, initializers parameters, slots or constants, and each node the expression that it stands
/// for, in the file's order. Everything that is wrong is a FormatException that names the place.
/// </summary>
internal static class GraphReader
{
    /// <summary>More axes than any tensor has; a bound on what a hostile file costs.</summary>
    public const int MaxAxes = 64;

    /// <summary>The graph, the tensor of each variable that has a value, what became of all that is stored, and the types of the outputs.</summary>
    /// <param name="model">The file.</param>
    /// <param name="ours">Whether this library wrote it, and marked what is a constant.</param>
    /// <param name="options">What is told about the inputs.</param>
    /// <exception cref="FormatException">The graph is broken, or uses what is not supported.</exception>
    public static ReadGraph Read(ModelProto model, bool ours, ImportOptions options)
    {
        var (proto, shared) = (model.Graph, new Imported(model, ours, options));
        var names = new NameScope(null, OnnxModel.Version(model.OpsetImport));
        NoSparse(proto);
        Variables(proto, shared, names);
        new Nodes(shared).Read(proto.Node, names);
        var outputs = Outputs(proto, names);
        Expr[] results = [.. outputs.Select(output => Fitting.Output(output.Expr, output.Type, shared.HasDoubles))];
        shared.Forget(results);
        return new(
            new Graph(shared.Inputs, results),
            shared.Stored,
            shared.Roles.ByName(shared.PathOf),
            [.. outputs.Select(output => output.Type)]
        );
    }

    /// <summary>Throws where initializers are of a kind that is not supported.</summary>
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

    private static void Variables(GraphProto proto, Imported shared, NameScope names)
    {
        // Before version 4 of the format, every initializer was an input too.
        var initialized = proto.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in proto.Input)
        {
            if (!declared.Add(input.Name))
            {
                throw new FormatException($"two inputs have the name '{input.Name}'");
            }

            if (!initialized.Contains(input.Name))
            {
                FileLocation.At(
                    $"input '{input.Name}'",
                    () =>
                    {
                        var (type, code) = Declaration.Of(input, shared.Options.Shape(input.Name));
                        var kind = Kinds.Of(input.MetadataProps, VariableKind.Input);
                        return Named(input.Name, shared.Declare(new(kind, input.Name, type), code), names);
                    }
                );
            }
        }

        foreach (var tensor in proto.Initializer)
        {
            FileLocation.At(
                $"initializer '{tensor.Name}'",
                () => Named(tensor.Name, shared.Value(tensor, tensor.Name), names)
            );
        }

        // What is stored within nodes gets other names than the outputs.
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

    private static List<Value> Outputs(GraphProto proto, NameScope names)
    {
        var outputs = new List<Value>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in proto.Output)
        {
            FileLocation.At(
                $"output '{output.Name}'",
                () =>
                {
                    var value = names.Find(output.Name) ?? throw new FormatException("nothing gives it");
                    if (!seen.Add(output.Name))
                    {
                        throw new FormatException("it stands twice");
                    }

                    Declaration.Check(output, value);
                    outputs.Add(value);
                    return true;
                }
            );
        }

        return outputs.Count > 0 ? outputs : throw new FormatException("the graph has no outputs");
    }
}

/// <summary>What a file holds.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Values">The tensor of each variable that has one.</param>
/// <param name="Roles">What became of the tensors that the file stores, by name.</param>
/// <param name="Outputs">The types of the outputs in the file.</param>
internal sealed record ReadGraph(
    Graph Graph,
    IReadOnlyDictionary<string, TensorProto> Values,
    ImmutableSortedDictionary<string, StoredRole> Roles,
    IReadOnlyList<DataType> Outputs
);
