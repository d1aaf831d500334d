using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>
/// Attention of q, k and v [batch, heads, tokens, size] with subgraphs that modify its scores and its weights; of the operator set
/// ai.onnx.preview.
/// </summary>
internal sealed class FlexAttention : ILowering
{
    public const string Name = "FlexAttention";

    public static string Onnx => Name;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (q, k, v) = (node[0], node[1], node[2]);
        if (q.Shape.Rank != 4 || k.Shape.Rank != 4 || v.Shape.Rank != 4 || q.Shape[1].Size % k.Shape[1].Size != 0)
        {
            throw new FormatException($"FlexAttention of queries {q.Shape}, keys {k.Shape} and values {v.Shape}.");
        }

        var scale = node.Attributes.ContainsKey("scale") ? node.Real("scale", 1) : 1 / Math.Sqrt(q.Shape[3].Size);
        var scores = Attention.Product(q * scale, k.Transpose(0, 1, 3, 2));
        var weights = Changed(node, "score_mod", scores).Softmax();
        return [Attention.Product(Changed(node, "prob_mod", weights), v)];
    }

    private static Expr Changed(OnnxNode node, string graph, Expr x)
    {
        if (!node.Attributes.TryGetValue(graph, out var given))
        {
            return x;
        }

        var type = node.TypeOf(0) == (long)DataType.Double ? DataType.Double : DataType.Float;
        var results = given is Body { Inputs: 1 } body ? body.Apply([new Value(x, type)]) : [];
        return results is [var changed] && changed.Expr.Type == x.Type
            ? changed.Expr
            : throw new FormatException($"FlexAttention has a {graph} that does not make {x.Type} of {x.Type}.");
    }
}
