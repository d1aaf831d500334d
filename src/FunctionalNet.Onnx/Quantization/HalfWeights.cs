using System.Runtime.InteropServices;
using FunctionalNet.Export;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>Weights of a file in 16 bits, cast to 32 where they are read.</summary>
internal static class HalfWeights
{
    // What is smaller is as large with its cast.
    private const int Fewest = 32;

    /// <summary>Changes a graph in place; the number of weights that it changed.</summary>
    /// <exception cref="InvalidOperationException">A finite number is too large for the type.</exception>
    public static int Into(GraphProto graph, Precision precision)
    {
        var weights = graph
            .Initializer.Where(tensor =>
                tensor.DataType == (int)DataType.Float && tensor.Dims.Aggregate(1L, (all, dim) => all * dim) >= Fewest
            )
            .ToList();
        foreach (var weight in weights)
        {
            var (full, half) = (weight.Name, $"{weight.Name}/{precision.ToString().ToLowerInvariant()}");
            var values = Tensor.Of(
                Shape.Of([.. weight.Dims.Select(dim => checked((int)dim))]),
                !weight.RawData.IsEmpty
                    ? MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray()
                    : [.. weight.FloatData]
            );
            var rounded = StoredWeights.Round(full, values, precision);
            var stored = Tensors.Weight(half, new(rounded.Shape), rounded.Span, precision);
            stored.MetadataProps.AddRange(weight.MetadataProps);
            graph.Initializer[graph.Initializer.IndexOf(weight)] = stored;
            graph.Node.Insert(0, Rewriting.Node("Cast", [half], [full], ("to", (long)DataType.Float)));
            if (graph.Input.FirstOrDefault(input => input.Name == full) is { } declared)
            {
                graph.Input.Remove(declared);
            }
        }

        return weights.Count;
    }
}
