using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>
/// softmax(scale q kᵀ + bias) v for each head: q [batch, heads, tokens, size] or [batch, tokens, heads size]; several query heads may share
/// one head of keys and values. Past keys and values come before the new ones.
/// </summary>
internal sealed class Attention : ILowering
{
    public static string Onnx => "Attention";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var isFlat = node[0].Shape.Rank == 3;
        var q = Heads(node, 0, "q_num_heads");
        var k = WithPast(node, 4, Heads(node, 1, "kv_num_heads"));
        var v = WithPast(node, 5, Heads(node, 2, "kv_num_heads"));
        var (heads, shared) = (q.Shape[1].Size, k.Shape[1].Size);
        if (shared < 1 || heads % shared != 0 || v.Shape[1] != k.Shape[1] || v.Shape[2] != k.Shape[2])
        {
            throw new FormatException($"Attention of queries {q.Shape}, keys {k.Shape} and values {v.Shape}.");
        }

        var scale = node.Attributes.ContainsKey("scale") ? node.Real("scale", 1) : 1 / Math.Sqrt(q.Shape[3].Size);
        var product = Product(q * scale, k.Transpose(0, 1, 3, 2));
        var softcap = node.Real("softcap", 0);
        var capped = softcap > 0 ? (product / softcap).Tanh() * softcap : product;
        var mask = new AttentionMask(node, q, k);
        var biased = mask.Of(capped);
        var weights = Softmax(node, biased, mask.Never);
        var y = Product(weights, v);
        var shown = node.Int("qk_matmul_output_mode", 0) switch
        {
            0 => product,
            1 => capped,
            2 => biased,
            3 => weights,
            var other => throw new FormatException($"Attention has qk_matmul_output_mode = {other}, which is unknown."),
        };
        return [isFlat ? Flat(y) : y, k, v, shown];
    }

    // Rows that are fully masked give 0.
    private static Expr Softmax(OnnxNode node, Expr scores, Expr? never)
    {
        var seen = never is null ? scores : never.Where(0, scores);
        var weights = (DataType)node.Int("softmax_precision", (long)DataType.Float) switch
        {
            DataType.Float16 => Rounded(seen, Precision.Float16),
            DataType.Bfloat16 => Rounded(seen, Precision.BFloat16),
            _ => seen.Softmax(),
        };
        return never is null ? weights : never.Where(0, weights);
    }

    /// <summary>[batch, heads, m, n] times [batch, shared heads, n, p].</summary>
    public static Expr Product(Expr x, Expr y)
    {
        var (heads, shared) = (x.Shape[1].Size, y.Shape[1].Size);
        if (heads == shared)
        {
            return x.MatMul(y);
        }

        var grouped = x.Reshape(x.Shape[..1].Append(new Shape(shared, heads / shared)).Append(x.Shape[2..]));
        return grouped.MatMul(y.Unsqueeze(2)).Reshape(x.Shape[..3].Append(y.Shape[3..]));
    }

    private static Expr Rounded(Expr scores, Precision precision) =>
        Rounding.Of(Rounding.Of(scores, precision).Softmax(), precision);

    // [batch, tokens, heads size] to [batch, heads, tokens, size].
    private static Expr Heads(OnnxNode node, int input, string attribute)
    {
        var x = node[input];
        if (x.Shape.Rank == 4)
        {
            return x;
        }

        var heads = node.Int32(attribute, 0);
        return x.Shape.Rank == 3 && heads > 0 && x.Shape[2].Size % heads == 0
            ? x.Reshape(x.Shape[..2].Append(new Shape(heads, x.Shape[2].Size / heads))).Transpose(0, 2, 1, 3)
            : throw new FormatException(
                $"Attention takes [batch, heads, tokens, size] or [batch, tokens, heads size], but got {x.Shape} with {attribute} = {heads}."
            );
    }

    private static Expr WithPast(OnnxNode node, int input, Expr x) =>
        node.Optional(input) is { } past ? Ops.Concat(2, past, x) : x;

    private static Expr Flat(Expr y) =>
        y.Transpose(0, 2, 1, 3).Reshape(new Shape(y.Shape[0], y.Shape[2], checked(y.Shape[1].Size * y.Shape[3].Size)));
}
