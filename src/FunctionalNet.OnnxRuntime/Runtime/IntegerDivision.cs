using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Runtime;

/// <summary>
/// Divisions of whole numbers without a result: by zero, and of the least number by -1. In ONNX Runtime the processor ends the process, so
/// that they are looked for before a model runs: its nodes up to each division, which give the operands.
/// </summary>
internal static class IntegerDivision
{
    private const string Watched = "fnet operand ";

    /// <summary>The first such division of a graph, outside of its bodies; null if there is none, or the file cannot be read.</summary>
    /// <param name="path">The model.</param>
    /// <param name="data">Its inputs.</param>
    public static string? Find(string path, ImmutableDictionary<string, Tensor<double>> data)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var floats = Floats(model.Graph);
        return model
            .Graph.Node.Index()
            .Where(node => IsDivision(node.Item) && !node.Item.Input.Any(floats.Contains))
            .Select(node => Problem(Before(model, node.Index), node.Item, data))
            .FirstOrDefault(wrong => wrong is not null);
    }

    // Mod of C's fmod is computed in floating point.
    private static bool IsDivision(NodeProto node) =>
        node is { OpType: "Div", Input.Count: 2 }
        || (node is { OpType: "Mod", Input.Count: 2 } && !node.Attribute.Any(one => one is { Name: "fmod", I: not 0 }));

    // The values that are certainly floating-point numbers, so that common models are not run again.
    private static HashSet<string> Floats(GraphProto graph)
    {
        HashSet<string> floats =
        [
            .. graph
                .Input.Concat(graph.ValueInfo)
                .Where(value => IsFloat(value.Type?.TensorType?.ElemType ?? 0))
                .Select(value => value.Name),
            .. graph.Initializer.Where(tensor => IsFloat(tensor.DataType)).Select(tensor => tensor.Name),
        ];
        foreach (var node in graph.Node)
        {
            if (
                node.OpType
                    is "MatMul"
                        or "Gemm"
                        or "Conv"
                        or "Add"
                        or "Sub"
                        or "Mul"
                        or "Div"
                        or "Pow"
                        or "Sqrt"
                        or "ReduceMean"
                && node.Input.Any(floats.Contains)
            )
            {
                floats.UnionWith(node.Output);
            }
        }

        return floats;
    }

    private static bool IsFloat(int type) =>
        (DataType)type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    private static ModelProto Before(ModelProto model, int place)
    {
        var prefix = model.Clone();
        prefix.Graph.Node.Clear();
        prefix.Graph.Output.Clear();
        prefix.Graph.Node.AddRange(model.Graph.Node.Take(place));
        foreach (var (i, operand) in model.Graph.Node[place].Input.Index())
        {
            var identity = new NodeProto { OpType = "Identity" };
            identity.Input.Add(operand);
            identity.Output.Add($"{Watched}{i}");
            prefix.Graph.Node.Add(identity);
            prefix.Graph.Output.Add(new ValueInfoProto { Name = $"{Watched}{i}" });
        }

        return prefix;
    }

    private static string? Problem(
        ModelProto prefix,
        NodeProto node,
        ImmutableDictionary<string, Tensor<double>> data
    ) =>
        OnnxPredictor
            .Load(prefix.ToByteArray())
            .MatchUnsafe(
                Right: predictor =>
                {
                    using (predictor)
                    {
                        if (
                            predictor.OutputTypes.First() is not { } type
                            || predictor.Outputs[0].Type.Element != ElementType.Int64
                            || predictor.Inputs.Any(input => !data.ContainsKey(input.Name))
                        )
                        {
                            return null;
                        }

                        var operands = predictor.Run<double>([.. predictor.Inputs.Select(input => data[input.Name])]);
                        return Problem(node, type, operands[0].Span, operands[1].Span);
                    }
                },
                Left: _ => null
            );

    private static string? Problem(NodeProto node, string type, ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double? least = type switch
        {
            "Int32" => int.MinValue,
            "Int64" => long.MinValue,
            _ => null,
        };
        var what =
            left.IsEmpty ? null
            : right.Contains(0.0) ? "by zero"
            : least is { } number && Meet(left, number, right) ? FormattableString.Invariant($"of {number:F0} by -1")
            : null;
        return what is null
            ? null
            : $"node '{node.Name}' ({node.OpType}): a division {what} in {type.ToLowerInvariant()} has no result, and would end the process in ONNX Runtime";
    }

    // Whether the number is divided by -1; of operands that broadcast along some axes it is not looked where.
    private static bool Meet(ReadOnlySpan<double> left, double number, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
        {
            return left.Contains(number) && right.Contains(-1.0);
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Equals(number) && right[i].Equals(-1))
            {
                return true;
            }
        }

        return false;
    }
}
