using FunctionalNet.Rewriting;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Export;

/// <summary>
/// Restores the declared inputs and outputs of a file whose graph was read and written again. In between, all floating-point numbers have
/// one type, and all integers another; callers of the file keep the types that they know.
/// </summary>
internal static class Declared
{
    /// <summary>The number type for writing a file's graph: double if all its numbers are double, else float32.</summary>
    public static Precision Precision(GraphProto graph)
    {
        var types = graph
            .Initializer.Select(tensor => tensor.DataType)
            .Concat(graph.Input.Select(Type))
            .Where(type => type is (int)DataType.Float or (int)DataType.Double)
            .ToHashSet();
        return types.SetEquals([(int)DataType.Double])
            ? FunctionalNet.Precision.Float64
            : FunctionalNet.Precision.Float32;
    }

    /// <summary>Gives inputs and outputs of a written graph their types in the file.</summary>
    /// <param name="file">The graph of the file.</param>
    /// <param name="written">The written graph, which is modified.</param>
    public static void Restore(GraphProto file, GraphProto written)
    {
        var rewriting = new GraphRewriter(written);
        var inputs = written.Input.ToDictionary(input => input.Name, StringComparer.Ordinal);
        var casts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in file.Input)
        {
            if (inputs.GetValueOrDefault(input.Name) is { } now && Type(input) is > 0 and var type)
            {
                if (type != Type(now))
                {
                    casts[input.Name] = rewriting.New("Cast", [input.Name], $"{input.Name}/cast", ("to", Type(now)));
                }

                Take(now, input);
            }
        }

        // An output that is also an input needs no cast.
        var renamed = new Dictionary<string, (string Name, long To)>(StringComparer.Ordinal);
        foreach (var (output, now) in file.Output.Zip(written.Output))
        {
            if (Type(output) is > 0 and var type)
            {
                if (type != Type(now) && !inputs.ContainsKey(now.Name))
                {
                    renamed[now.Name] = (rewriting.Unique($"{now.Name}/cast"), type);
                }

                Take(now, output);
            }
        }

        foreach (var tensor in written.Initializer)
        {
            tensor.Name = renamed.GetValueOrDefault(tensor.Name, (tensor.Name, 0)).Name;
        }

        foreach (var node in rewriting.Old)
        {
            Rename(node.Input);
            Rename(node.Output);
            rewriting.Keep(node);
        }

        foreach (var (name, (before, to)) in renamed)
        {
            rewriting.Give("Cast", [before], [name], ("to", to));
        }

        rewriting.End();

        void Rename(IList<string> names)
        {
            for (var i = 0; i < names.Count; i++)
            {
                names[i] = casts.GetValueOrDefault(names[i]) ?? renamed.GetValueOrDefault(names[i], (names[i], 0)).Name;
            }
        }
    }

    // The file's own names of axes, or none where it has none.
    private static void Take(ValueInfoProto now, ValueInfoProto file)
    {
        var shape = now.Type.TensorType.Shape;
        (now.Type, now.DocString) = (file.Type.Clone(), file.DocString);
        now.Type.TensorType.Shape ??= shape;
    }

    private static int Type(ValueInfoProto value) => value.Type?.TensorType?.ElemType ?? 0;
}
