namespace FunctionalNet.Lowering;

/// <summary>
/// Counts n-grams of integers in x, [n] or [samples, n], with gaps of some sizes between their items: counts, weights of those that occur,
/// or weighted counts.
/// </summary>
internal sealed class TfIdfVectorizer : ILowering
{
    public static string Onnx => "TfIdfVectorizer";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Attributes.ContainsKey("pool_strings"))
        {
            throw new Import.UnsupportedException(Onnx, "of strings it is not supported");
        }

        var x = node[0].Cast(ElementType.Int64);
        var (pool, starts, places) = (
            Needed(node, "pool_int64s"),
            Needed(node, "ngram_counts"),
            Needed(node, "ngram_indexes")
        );
        var (shortest, longest) = (node.Int32("min_gram_length", 1), node.Int32("max_gram_length", 1));
        var skips = node.Int32("max_skip_count", 0);
        if (x.Shape.Rank is not (1 or 2) || shortest < 1 || longest < shortest || skips < 0)
        {
            throw new FormatException(
                $"TfIdfVectorizer of {x.Shape} with sequences of {shortest} to {longest} numbers and {skips} gaps."
            );
        }

        // The n-grams of each length are contiguous in the pool.
        var columns = new List<Expr>();
        var number = 0;
        for (var length = 1; length <= starts.Length; length++)
        {
            var end = length < starts.Length ? starts[length] : pool.Length;
            for (var start = starts[length - 1]; start + length <= end; start += length, number++)
            {
                if (number >= places.Length)
                {
                    throw new FormatException($"TfIdfVectorizer has {places.Length} places for more sequences.");
                }

                var gram = pool.AsSpan((int)start, length);
                columns.Add(length < shortest || length > longest ? Zero(x) : Count(x, gram, length == 1 ? 0 : skips));
            }
        }

        var counts = Ops.Concat(-1, [.. columns.Select(column => column.Unsqueeze(-1))]);
        var weights = node.Attributes.GetValueOrDefault("weights") as double[];
        if (weights is not null && weights.Length != number)
        {
            throw new FormatException($"TfIdfVectorizer has {weights.Length} weights for {number} sequences.");
        }

        var scale = Ops.Constant(new Shape(number), weights ?? [.. Enumerable.Repeat(1.0, number)]);
        var values = node.OneOf("mode", "TF", "IDF", "TFIDF") switch
        {
            "TF" => counts,
            "IDF" => (counts > 0).Where(scale, 0),
            _ => counts * scale,
        };

        // Every n-gram has its index in the result.
        var width = (int)places.Max() + 1;
        var into = new double[number * width];
        for (var i = 0; i < number; i++)
        {
            into[(i * width) + places[i]] = 1;
        }

        return [values.Times(x.Shape.Rank - 1, Ops.Constant(new Shape(number, width), into))];
    }

    private static long[] Needed(OnnxNode node, string name) =>
        node.Ints(name) is { Length: > 0 } numbers && numbers.All(number => number >= 0 || name == "pool_int64s")
            ? numbers
            : throw new FormatException($"TfIdfVectorizer needs {name}.");

    private static Expr Zero(Expr x) =>
        (x.ReduceSum([-1]) * Reading.Scalar(0, ElementType.Int64)).Cast(ElementType.Float);

    // The number of windows that match, over all gap sizes.
    private static Expr Count(Expr x, ReadOnlySpan<long> gram, int skips)
    {
        var size = x.Shape[^1].Size;
        var sum = Zero(x);
        for (var step = 1; step <= skips + 1; step++)
        {
            var windows = size - ((gram.Length - 1) * step);
            if (windows < 1)
            {
                break;
            }

            Expr? agrees = null;
            for (var i = 0; i < gram.Length; i++)
            {
                var same = x.Narrow(-1, i * step, windows).Equal(Reading.Scalar(gram[i], ElementType.Int64));
                agrees = agrees is null ? same : agrees.And(same);
            }

            sum += agrees!.Cast(ElementType.Float).ReduceSum([-1]);
        }

        return sum;
    }
}
