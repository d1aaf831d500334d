using System.Globalization;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// Weights in bytes, activations quantized anew for each batch by its own range: products are of whole numbers, and their sums
/// in 32 bits become floats again. Needs no data.
/// </summary>
internal static class DynamicInt8
{
    public const int OldestOpset = 11;

    /// <summary>Quantizes a graph in place; the number of nodes that it changed.</summary>
    public static int Into(GraphProto graph, WeightForm form)
    {
        var quantized = new List<Linear>();
        var weights = new Dictionary<string, QuantizedWeight>(StringComparer.Ordinal);
        var activations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var linear in Linear.In(graph).ToList())
        {
            if (!weights.TryGetValue(linear.Weight.Name, out var weight))
            {
                weight = QuantizedWeight.Of(linear.Weight, linear.Axis, form, linear.IsTransposed);
                weights.Add(linear.Weight.Name, weight);
                if (weight.IsExact)
                {
                    graph.Initializer.Add([weight.Values, weight.Scales, weight.Zero]);
                }
            }

            if (!weight.IsExact)
            {
                continue;
            }

            quantized.Add(linear);
            var place = graph.Node.IndexOf(linear.Node);
            graph.Node.RemoveAt(place);
            foreach (var node in Nodes(graph, linear, weight, isFirst: activations.Add(linear.Input)))
            {
                graph.Node.Insert(place++, node);
            }
        }

        Rewriting.Forget(graph, quantized.Select(linear => linear.Weight));
        return quantized.Count;
    }

    private static IEnumerable<NodeProto> Nodes(GraphProto graph, Linear linear, QuantizedWeight weight, bool isFirst)
    {
        var (node, x) = (linear.Node, linear.Input);
        var (quantized, scale, zero) = ($"{x}/uint8", $"{x}/scale", $"{x}/zero");
        if (isFirst)
        {
            yield return Rewriting.Node("DynamicQuantizeLinear", [x], [quantized, scale, zero]);
        }

        var y = node.Output[0];
        var (sum, real, both, product) = ($"{y}/int32", $"{y}/float32", $"{y}/scale", $"{y}/product");
        var isConv = node.OpType == "Conv";
        var whole = Rewriting.Node(
            isConv ? "ConvInteger" : "MatMulInteger",
            [quantized, weight.Values.Name, zero, weight.Zero.Name],
            [sum]
        );
        if (isConv)
        {
            whole.Attribute.AddRange(node.Attribute);
        }

        yield return whole;
        yield return Rewriting.Node("Cast", [sum], [real], ("to", (long)DataType.Float));

        // [filters] meets [batch, filters, ...].
        var ones = isConv ? linear.Weight.Dims.Count - 2 : 0;
        var scales = Aligned(graph, weight.Scales, ones);
        yield return Rewriting.Node("Mul", [scale, scales.Name], [both]);
        var hasBias = node.Input.Count > 2 && node.Input[2].Length > 0;
        yield return Rewriting.Node("Mul", [real, both], [hasBias ? product : y]);
        if (hasBias)
        {
            var bias = graph.Initializer.FirstOrDefault(tensor => tensor.Name == node.Input[2]);
            yield return Rewriting.Node(
                "Add",
                [product, bias is null ? node.Input[2] : Aligned(graph, bias, ones).Name],
                [y]
            );
        }
    }

    private static TensorProto Aligned(GraphProto graph, TensorProto vector, int ones)
    {
        if (ones == 0)
        {
            return vector;
        }

        var name = $"{vector.Name}/{(vector.Dims.Count + ones).ToString(CultureInfo.InvariantCulture)}";
        if (graph.Initializer.FirstOrDefault(tensor => tensor.Name == name) is { } known)
        {
            return known;
        }

        var aligned = vector.Clone();
        aligned.Name = name;
        aligned.Dims.AddRange(Enumerable.Repeat(1L, ones));
        graph.Initializer.Add(aligned);
        return aligned;
    }
}
