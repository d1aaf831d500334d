using Onnx;

namespace FunctionalNet.Rewriting;

/// <summary>
/// The inputs of a file that have a default: initializers that are inputs too. Before version 4 of the format, each initializer had to be an
/// input, and none could be given another value.
/// </summary>
internal static class DefaultInputs
{
    private const long InitializersAlone = 4;

    /// <summary>Whether initializers of a file need not be inputs, so that those which are can be given.</summary>
    public static bool AreAllowed(ModelProto model) => model.IrVersion >= InitializersAlone;

    /// <summary>The defaults by the names of the inputs.</summary>
    public static IReadOnlyDictionary<string, TensorProto> Of(ModelProto model) =>
        AreAllowed(model) && model.Graph is { } graph ? Of(graph) : Of(new GraphProto());

    /// <summary>The defaults in a graph of version 4 or later.</summary>
    public static IReadOnlyDictionary<string, TensorProto> Of(GraphProto graph)
    {
        var inputs = graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var defaults = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer.Where(tensor => inputs.Contains(tensor.Name)))
        {
            defaults[tensor.Name] = tensor;
        }

        return defaults;
    }

    /// <summary>Removes inputs that cannot be given, so that the file can be of a later version.</summary>
    public static void Modernize(ModelProto model)
    {
        if (AreAllowed(model))
        {
            return;
        }

        var stored = Of(model.Graph);
        ValueInfoProto[] inputs = [.. model.Graph.Input.Where(input => !stored.ContainsKey(input.Name))];
        model.Graph.Input.Clear();
        model.Graph.Input.AddRange(inputs);
        model.IrVersion = InitializersAlone;
    }
}
