using System.Runtime.InteropServices;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// Weights in bytes, and activations in uint8 by ranges that were measured before: QuantizeLinear and DequantizeLinear around
/// each product, which a runtime fuses into products of whole numbers.
/// </summary>
internal static class StaticInt8
{
    // DequantizeLinear with one scale for each place of an axis.
    public const int OldestOpset = 13;

    /// <summary>The activations whose ranges are asked for.</summary>
    public static IEnumerable<string> Activations(GraphProto graph) =>
        Linear.In(graph).Select(linear => linear.Input).Distinct(StringComparer.Ordinal);

    /// <summary>Quantizes a graph in place; the number of nodes that it changed.</summary>
    public static int Into(
        GraphProto graph,
        IReadOnlyDictionary<string, (float Low, float High)> ranges,
        WeightForm form
    )
    {
        var quantized = new List<Linear>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var linear in Linear.In(graph).ToList())
        {
            var weight = QuantizedWeight.Of(linear.Weight, linear.Axis, form);
            if (!weight.IsExact)
            {
                continue;
            }

            quantized.Add(linear);
            var place = graph.Node.IndexOf(linear.Node);
            if (done.Add(linear.Input))
            {
                foreach (var node in Activation(graph, linear.Input, ranges[linear.Input]))
                {
                    graph.Node.Insert(place++, node);
                }
            }

            var restored = $"{linear.Weight.Name}/float32";
            if (done.Add(restored))
            {
                graph.Initializer.Add([weight.Values, weight.Scales, weight.Zeros()]);
                graph.Node.Insert(
                    place,
                    Rewriting.Node(
                        "DequantizeLinear",
                        [weight.Values.Name, weight.Scales.Name, weight.Zero.Name],
                        [restored],
                        ("axis", weight.Axis)
                    )
                );
            }

            linear.Node.Input[0] = $"{linear.Input}/float32";
            linear.Node.Input[1] = restored;
        }

        Rewriting.Forget(graph, quantized.Select(linear => linear.Weight));
        return quantized.Count;
    }

    private static IEnumerable<NodeProto> Activation(GraphProto graph, string x, (float Low, float High) range)
    {
        // 0 has a place of its own: what is padded or cut off by a Relu is exact.
        var (low, high) = (Math.Min(0, range.Low), Math.Max(0, range.High));
        var scale = high > low ? (high - low) / 255 : 1;
        var zero = (byte)Math.Clamp(MathF.Round(-low / scale), 0, 255);
        var (scales, zeros) = ($"{x}/scale", $"{x}/zero");
        graph.Initializer.Add(
            QuantizedWeight.Tensor(scales, DataType.Float, [], MemoryMarshal.AsBytes<float>([scale]))
        );
        graph.Initializer.Add(QuantizedWeight.Tensor(zeros, DataType.Uint8, [], [zero]));
        yield return Rewriting.Node("QuantizeLinear", [x, scales, zeros], [$"{x}/uint8"]);
        yield return Rewriting.Node("DequantizeLinear", [$"{x}/uint8", scales, zeros], [$"{x}/float32"]);
    }
}
