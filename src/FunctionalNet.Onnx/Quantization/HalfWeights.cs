using FunctionalNet.Export;
using FunctionalNet.Import;
using FunctionalNet.Rewriting;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>Weights of a file in 16 bits, cast to 32 where they are read.</summary>
internal static class HalfWeights
{
    // A smaller weight would not shrink, because of its cast.
    private const int Fewest = 32;

    /// <summary>Modifies a graph in place; returns the number of modified weights.</summary>
    /// <exception cref="InvalidOperationException">A finite number is too large for the type.</exception>
    public static int Into(GraphProto graph, Precision precision)
    {
        var rewriting = new GraphRewriter(graph);
        var weights = rewriting
            .Weights.Where(weight => weight.Value.Dims.Aggregate(1L, (all, dim) => all * dim) >= Fewest)
            .ToDictionary(StringComparer.Ordinal);

        // Each name now belongs to the cast, for all readers in any subgraph.
        rewriting.Leave(weights.Keys);
        foreach (var (name, weight) in weights)
        {
            var values = StoredWeights.Round(name, TensorReader.Read<float>(weight), precision);
            var stored = Tensors.Weight(name, new(values.Shape), values.Span, precision);
            stored.MetadataProps.AddRange(weight.MetadataProps);
            var half = rewriting.Store(stored, $"{name}/{precision.ToString().ToLowerInvariant()}");
            rewriting.Give("Cast", [half], [name], ("to", (long)DataType.Float));
        }

        foreach (var node in graph.Node)
        {
            rewriting.Keep(node);
        }

        rewriting.End();
        return weights.Count;
    }
}
