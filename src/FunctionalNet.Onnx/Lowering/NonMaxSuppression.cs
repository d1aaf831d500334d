using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// Non-maximum suppression of static boxes [batch, boxes, 4] with scores [batch, classes, boxes]: rows of batch, class and box.
/// </summary>
internal sealed class NonMaxSuppression : ILowering
{
    public static string Onnx => "NonMaxSuppression";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (places, scores) = (node[0].Shape, node[1].Shape);
        if (node.Known(0) is not { } corners || node.Known(1) is not { } values)
        {
            throw new UnsupportedException(
                Onnx,
                "the size of its output depends on values that are only known at run time"
            );
        }

        if (places.Rank != 3 || scores.Rank != 3 || places[2] != 4 || places[0] != scores[0] || places[1] != scores[2])
        {
            throw new FormatException($"NonMaxSuppression of boxes {places} with scores {scores}.");
        }

        var (batch, classes, count) = (scores[0].Size, scores[1].Size, scores[2].Size);
        var max = Math.Min(node.Number(2, 0), count);
        var threshold = node.Optional(4) is null ? double.NaN : node.Number(4, 0);
        var isCentered = node.Flag("center_point_box", false);
        var kept = new List<double>();
        for (var sample = 0; sample < batch; sample++)
        {
            Box[] boxes =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => Box.Of(corners.AsSpan().Slice(((sample * count) + i) * 4, 4), isCentered)),
            ];
            for (var kind = 0; kind < classes; kind++)
            {
                var start = ((sample * classes) + kind) * count;
                var best = Enumerable
                    .Range(0, count)
                    .Where(i => double.IsNaN(threshold) || values[start + i] > threshold)
                    .OrderByDescending(i => values[start + i]);
                foreach (var box in Separate(boxes, best, node.Number(3, 0), max))
                {
                    kept.AddRange([sample, kind, box]);
                }
            }
        }

        return [Ops.Constant(new Shape(kept.Count / 3, 3), [.. kept], ElementType.Int64)];
    }

    private static List<int> Separate(Box[] boxes, IEnumerable<int> best, double overlap, double max)
    {
        var kept = new List<int>();
        foreach (var box in best)
        {
            if (kept.Count >= max)
            {
                break;
            }

            if (kept.All(other => boxes[box].Overlap(boxes[other]) <= overlap))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        private double Area => (Right - Left) * (Bottom - Top);

        /// <summary>From center and size, or from two opposite corners, row first.</summary>
        public static Box Of(ReadOnlySpan<double> x, bool isCentered) =>
            isCentered
                ? new(x[0] - (x[2] / 2), x[1] - (x[3] / 2), x[0] + (x[2] / 2), x[1] + (x[3] / 2))
                : new(Math.Min(x[1], x[3]), Math.Min(x[0], x[2]), Math.Max(x[1], x[3]), Math.Max(x[0], x[2]));

        /// <summary>Intersection over union.</summary>
        public double Overlap(Box other)
        {
            var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
            return width > 0 && height > 0 && Area > 0 && other.Area > 0
                ? width * height / (Area + other.Area - (width * height))
                : double.NegativeInfinity;
        }
    }
}
