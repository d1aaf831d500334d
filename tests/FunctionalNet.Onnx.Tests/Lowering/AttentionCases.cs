using static FunctionalNet.Ops;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Attention and related operators.</summary>
internal static class AttentionCases
{
    private static readonly Domain Q = new(new(2, 4, 3, 5));
    private static readonly Domain K = new(new(2, 4, 6, 5));
    private static readonly Domain V = new(new(2, 4, 6, 7));
    private static readonly Domain SharedK = new(new(2, 2, 6, 5));
    private static readonly Domain SharedV = new(new(2, 2, 6, 7));
    private static readonly Domain Mask = new(new(3, 6));
    private static readonly Domain Seen = new(new(2, 1, 3, 6), 0, 1, ElementType.Bool);

    public static IEnumerable<ForeignCase> All =>
        [
            new("Attention of heads", x => Attention(23, x), Q, K, V),
            new("Attention of shared heads", x => Attention(23, x).With("scale", 0.25), Q, SharedK, SharedV),
            new(
                "Attention of flat operands",
                x => Attention(23, x).With("q_num_heads", 4L).With("kv_num_heads", 2L),
                new Domain(new(2, 3, 20)),
                new Domain(new(2, 6, 10)),
                new Domain(new(2, 6, 14))
            ),
            new("Attention with a bias, capped", x => Attention(24, x).With("softcap", 1.5), Q, K, V, Mask),
            new("Attention with a mask", x => Attention(24, x), Q, K, V, Seen),
            new("Attention in order", x => Attention(24, x).With("is_causal", 1L), Q, K, V),
            new(
                "Attention in order with a mask",
                x => Attention(24, x).With("is_causal", 1L),
                Q,
                SharedK,
                SharedV,
                Seen
            )
            {
                Apart = "a query that sees nothing gives NaN there, 0 by ONNX's text",
            },
            new(
                "Attention with a past",
                x =>
                    new OnnxNode("Attention", [x[0], x[1], x[2], null, x[3], x[4]]) { Version = 24, Outputs = 3 }.With(
                        "is_causal",
                        1L
                    ),
                Q,
                SharedK,
                SharedV,
                new Domain(new(2, 2, 4, 5)),
                new Domain(new(2, 2, 4, 7))
            ),
            new(
                "Attention of keys before a padding",
                x => new OnnxNode("Attention", [x[0], x[1], x[2], null, null, null, Integers(4, 6)]) { Version = 24 },
                Q,
                K,
                V
            )
            {
                NeedsBatch = true,
            },
            .. new[] { "products", "capped products", "biased products", "weights" }.Select(
                (shown, mode) =>
                    new ForeignCase(
                        $"Attention that shows its {shown}",
                        x =>
                            (Attention(24, x) with { Outputs = 4 })
                                .With("qk_matmul_output_mode", (long)mode)
                                .With("softcap", 2.0),
                        Q,
                        K,
                        V,
                        Mask
                    )
                    {
                        Apart = mode is 1 or 2 ? "the order of cap and bias changed in ONNX 1.21" : string.Empty,
                    }
            ),
            new(
                "Attention in windows",
                x => Attention(25, x).With("left_window_size", 1L).With("right_window_size", 2L),
                Q,
                K,
                V
            )
            {
                Apart = "version 25 came later",
            },
            .. from isInterleaved in new[] { 0L, 1L }
            from rotated in new[] { 0L, 4L }
            select new ForeignCase(
                $"RotaryEmbedding, interleaved {isInterleaved}, of {rotated}",
                x => Rotary(x, isInterleaved, rotated),
                new Domain(new(2, 3, 4, 8)),
                new Domain(new(9, rotated == 0 ? 4 : 2)),
                new Domain(new(9, rotated == 0 ? 4 : 2))
            )
            {
                NeedsBatch = true,
            },
            new(
                "RotaryEmbedding of flat operands",
                x => new OnnxNode("RotaryEmbedding", [.. x]) { Version = 23 }.With("num_heads", 3L),
                new Domain(new(2, 4, 24)),
                new Domain(new(2, 4, 4)),
                new Domain(new(2, 4, 4))
            ),
            new("Swish", x => new OnnxNode("Swish", [.. x]) { Version = 24 }, new Domain(new(3, 5))),
            new(
                "Swish of another slope",
                x => new OnnxNode("Swish", [.. x]) { Version = 24 }.With("alpha", 0.5),
                new Domain(new(3, 5))
            ),
            .. from mode in new[] { "linear", "circular" }
            select new ForeignCase(
                $"TensorScatter, {mode}",
                x =>
                    new OnnxNode("TensorScatter", [x[0], x[1], Integers(1, mode == "linear" ? 2 : 4)])
                    {
                        Version = 24,
                    }.With("mode", mode),
                new Domain(new(2, 3, 5, 2)),
                new Domain(new(2, 3, 3, 2))
            )
            {
                NeedsBatch = true,
            },
            new(
                "TensorScatter at the start of the second axis",
                x => new OnnxNode("TensorScatter", [.. x]) { Version = 24 }.With("axis", 1L),
                new Domain(new(2, 5, 2)),
                new Domain(new(2, 3, 2))
            ),
        ];

    private static OnnxNode Attention(long version, Expr[] x) => new("Attention", [.. x]) { Version = version };

    private static OnnxNode Rotary(Expr[] x, long isInterleaved, long rotated) =>
        new OnnxNode(
            "RotaryEmbedding",
            [x[0], x[1], x[2], Constant(new(2, 4), [0, 1, 2, 3, 8, 1, 7, 0], ElementType.Int64)]
        )
        {
            Version = 23,
        }
            .With("interleaved", isInterleaved)
            .With("rotary_embedding_dim", rotated);
}
