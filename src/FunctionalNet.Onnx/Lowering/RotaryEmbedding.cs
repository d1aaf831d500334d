namespace FunctionalNet.Lowering;

/// <summary>
/// Rotates pairs of elements by position-dependent angles: x [batch, heads, tokens, size] or [batch, tokens, heads size], with cosines and
/// sines [positions, size / 2] indexed by given positions, or [batch, tokens, size / 2].
/// </summary>
internal sealed class RotaryEmbedding : ILowering
{
    public static string Onnx => "RotaryEmbedding";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var heads = node.Int32("num_heads", 0);
        var isFlat = x.Shape.Rank == 3;
        if (isFlat ? heads < 1 || x.Shape[2].Size % heads != 0 : x.Shape.Rank != 4)
        {
            throw new FormatException(
                $"RotaryEmbedding takes [batch, heads, tokens, size] or [batch, tokens, heads size], but got {x.Shape} with num_heads = {heads}."
            );
        }

        // [batch, tokens, heads, size], so that angles broadcast along one axis.
        var turned = isFlat
            ? x.Reshape(x.Shape[..2].Append(new Shape(heads, x.Shape[2].Size / heads)))
            : x.Transpose(0, 2, 1, 3);
        var size = turned.Shape[3].Size;
        var rotated = node.Int32("rotary_embedding_dim", 0) is > 0 and var part ? part : size;
        if (rotated > size || rotated % 2 != 0)
        {
            throw new FormatException($"RotaryEmbedding turns {rotated} of {size} elements in pairs.");
        }

        var isInterleaved = node.Flag("interleaved", false);
        var (first, second) = Pairs(turned.Narrow(-1, 0, rotated), isInterleaved);
        var (cosine, sine) = (Angles(node, 1, rotated / 2), Angles(node, 2, rotated / 2));
        var pairs = Joined((cosine * first) - (sine * second), (sine * first) + (cosine * second), isInterleaved);
        var y = rotated == size ? pairs : Ops.Concat(-1, pairs, turned.Narrow(-1, rotated, size - rotated));
        return [isFlat ? y.Reshape(x.Shape) : y.Transpose(0, 2, 1, 3)];
    }

    private static (Expr First, Expr Second) Pairs(Expr x, bool isInterleaved)
    {
        var half = x.Shape[^1].Size / 2;
        return isInterleaved
            ? (x.Narrow(-1, 0, half, 2), x.Narrow(-1, 1, half, 2))
            : (x.Narrow(-1, 0, half), x.Narrow(-1, half, half));
    }

    private static Expr Joined(Expr first, Expr second, bool isInterleaved) =>
        isInterleaved
            ? Ops.Concat(-1, first.Unsqueeze(-1), second.Unsqueeze(-1))
                .Reshape(first.Shape[..3].Append(new Shape(2 * first.Shape[3].Size)))
            : Ops.Concat(-1, first, second);

    // [batch, tokens, 1, half]
    private static Expr Angles(OnnxNode node, int input, int half)
    {
        var cache = node.Optional(3) is { } places ? node[input].Gather(places) : node[input];
        return cache.Shape.Rank == 3 && cache.Shape[2].Size >= half
            ? cache.Narrow(-1, 0, half).Unsqueeze(2)
            : throw new FormatException($"RotaryEmbedding has the angles {cache.Shape} for {half} pairs.");
    }
}
