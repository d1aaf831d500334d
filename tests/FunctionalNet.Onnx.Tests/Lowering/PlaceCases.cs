using static FunctionalNet.Ops;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Operators that select, count and accumulate, and bitwise operators.</summary>
internal static class PlaceCases
{
    private const ElementType Int64 = ElementType.Int64;

    private static readonly Domain Whole = new(new(4, 5), -99, 99, Int64);

    public static IEnumerable<ForeignCase> All =>
        [
            .. from isExclusive in new[] { 0L, 1L }
            from isReversed in new[] { 0L, 1L }
            from axis in new[] { 0, -1 }
            select new ForeignCase(
                $"CumProd along {axis}, exclusive {isExclusive}, reversed {isReversed}",
                x =>
                    new OnnxNode("CumProd", [x[0], Integer(axis)]) { Version = 26 }
                        .With("exclusive", isExclusive)
                        .With("reverse", isReversed),
                new Domain(new(5, 3))
            ),
            new(
                "CumProd of a zero",
                x => new OnnxNode("CumProd", [x[0] * Constant(new(4), [1, 0, 1, 0]), Integer(0)]) { Version = 26 },
                new Domain(new(4))
            )
            {
                Apart = "its operand is computed",
            },
            .. from bits in new[] { "BitwiseAnd", "BitwiseOr", "BitwiseXor" }
            select new ForeignCase(
                bits,
                x => new OnnxNode(bits, [.. x]) { Version = 18 },
                Whole,
                new(new(5), -99, 99, Int64)
            ),
            new("BitwiseNot", x => new OnnxNode("BitwiseNot", [.. x]) { Version = 18 }, Whole),
            .. from isSorted in new[] { 0L, 1L }
            select new ForeignCase(
                $"Unique, sorted {isSorted}",
                _ =>
                    new OnnxNode("Unique", [Constant(new(2, 4), [2, 1, 1, 3, 4, 3, -1, 2])])
                    {
                        Version = 11,
                        Outputs = 4,
                    }.With("sorted", isSorted)
            ),
            .. from axis in new[] { 0L, -1L }
            select new ForeignCase(
                $"Unique along {axis}",
                _ =>
                    new OnnxNode("Unique", [Constant(new(3, 3), [1, 0, 0, 1, 0, 0, 2, 3, 3])])
                    {
                        Version = 11,
                        Outputs = 4,
                    }.With("axis", axis)
            ),
            .. from isCentered in new[] { 0L, 1L }
            select new ForeignCase(
                $"NonMaxSuppression, centered {isCentered}",
                _ =>
                    new OnnxNode(
                        "NonMaxSuppression",
                        [
                            Constant(
                                new(1, 6, 4),
                                [.. Enumerable.Range(0, 24).Select(i => i % 4 < 2 ? i % 7 * 0.2 : 1.0 + (i % 5 * 0.3))]
                            ),
                            Constant(new(1, 2, 6), [0.9, 0.75, 0.6, 0.95, 0.5, 0.3, 0.1, 0.75, 0.75, 0.2, 0.5, 0.9]),
                            Constant(new(1), [4], Int64),
                            Constant(new(1), [0.4]),
                            Constant(new(1), [0.25]),
                        ]
                    )
                    {
                        Version = 11,
                    }.With("center_point_box", isCentered)
            ),
            .. from mode in new[] { "TF", "IDF", "TFIDF" }
            from skips in new[] { 0L, 3L }
            select new ForeignCase(
                $"TfIdfVectorizer, {mode}, {skips} gaps",
                x =>
                    new OnnxNode("TfIdfVectorizer", [.. x]) { Version = 9 }
                        .With("mode", mode)
                        .With("max_skip_count", skips)
                        .With("min_gram_length", 1L)
                        .With("max_gram_length", 2L)
                        .With("ngram_counts", (long[])[0, 3])
                        .With("ngram_indexes", (long[])[0, 4, 1, 3, 2])
                        .With("pool_int64s", (long[])[1, 2, 3, 1, 2, 3, 3])
                        .With("weights", (double[])[0.5, 1, 2, 3, 4]),
                new Domain(new(2, 9), 1, 3, Int64)
            ),
            .. from p in new[] { 1L, 2L }
            select new ForeignCase(
                $"LpNormalization of order {p}",
                x =>
                    new OnnxNode("LpNormalization", [.. x]) { Version = 22 }
                        .With("p", p)
                        .With("axis", 1L),
                new Domain(new(3, 4, 2))
            ),
        ];
}
