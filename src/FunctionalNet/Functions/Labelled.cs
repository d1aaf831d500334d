namespace FunctionalNet;

/// <summary>
/// An operand of <see cref="Ops.Einsum"/>: a tensor with a label per axis, a letter, or a negative number for an axis of the ellipsis.
/// </summary>
/// <param name="Value">The tensor.</param>
/// <param name="Labels">One label per axis, without duplicates.</param>
/// <param name="Written">The labels as written, which may contain duplicates.</param>
internal sealed record Labelled(Expr Value, IReadOnlyList<int> Labels, IReadOnlyList<int> Written)
{
    private const string Dots = "...";

    /// <summary>An operand with its labels; equal ones select the diagonal.</summary>
    public static Labelled Of(Expr x, string term)
    {
        var letters = term.Replace(Dots, string.Empty, StringComparison.Ordinal);
        var labels = Expand(term, term.Contains(Dots, StringComparison.Ordinal) ? x.Shape.Rank - letters.Length : 0);
        if (labels.Count != x.Shape.Rank || !letters.All(char.IsAsciiLetter))
        {
            throw new ShapeException(
                nameof(Ops.Einsum),
                $"it names the axes of {x.Shape} '{term}'",
                $"give {x.Shape.Rank} letters, or an ellipsis for what has no letter"
            );
        }

        var (value, left) = (x, labels.ToList());
        for (var second = left.Count - 1; second > 0; second--)
        {
            var first = left.IndexOf(left[second]);
            if (first < second)
            {
                value = Diagonal(value, first, second);
                left.RemoveAt(second);
            }
        }

        return new(value, left, labels);
    }

    /// <summary>Whether a label is an axis of the ellipsis.</summary>
    public static bool IsEllipsis(int label) => label < 0;

    /// <summary>The labels of a term: those of the ellipsis end with -1 at its last axis.</summary>
    public static List<int> Expand(string term, int ellipsis)
    {
        var dots = term.IndexOf(Dots, StringComparison.Ordinal);
        return dots < 0
            ? [.. term.Select(letter => (int)letter)]
            :
            [
                .. term[..dots].Select(letter => (int)letter),
                .. Enumerable.Range(-Math.Max(0, ellipsis), Math.Max(0, ellipsis)),
                .. term[(dots + Dots.Length)..].Select(letter => (int)letter),
            ];
    }

    /// <summary>The size of the axis of a label.</summary>
    public Dim Axis(int label) => Value.Shape[Place(label)];

    /// <summary>The tensor without some of its axes of size 1.</summary>
    public Labelled Without(Func<int, bool> isLeftOut)
    {
        int[] axes = [.. Enumerable.Range(0, Labels.Count).Where(axis => isLeftOut(Labels[axis]))];
        return axes.Length == 0
            ? this
            : new(
                axes.Reverse().Aggregate(Value, (value, axis) => value.Squeeze(axis)),
                [.. Labels.Where(label => !isLeftOut(label))],
                Written
            );
    }

    /// <summary>The product of two operands, summed over the labels that are not needed any more.</summary>
    public static Labelled Product(Labelled x, Labelled y, IReadOnlySet<int> needed)
    {
        x = x.Keep(label => needed.Contains(label) || y.Labels.Contains(label));
        y = y.Keep(label => needed.Contains(label) || x.Labels.Contains(label));
        List<int> shared = [.. x.Labels.Where(y.Labels.Contains)];
        List<int> batch = [.. shared.Where(needed.Contains)];
        List<int> summed = [.. shared.Where(label => !needed.Contains(label))];
        List<int> left = [.. x.Labels.Except(shared)];
        List<int> right = [.. y.Labels.Except(shared)];
        if (summed.Count == 0)
        {
            List<int> all = [.. batch, .. left, .. right];
            return new(x.Stretched(all) * y.Stretched(all), all, all);
        }

        // [batch, left, summed] times [batch, summed, right].
        var (m, k, n) = (x.Size(left), x.Size(summed), y.Size(right));
        var a = x.Ordered([.. batch, .. left, .. summed]);
        var b = y.Ordered([.. batch, .. summed, .. right]);
        var (outer, other) = (a.Shape[..batch.Count], b.Shape[..batch.Count]);
        var product = a.Reshape(outer.Append(new Shape(m, k))).MatMul(b.Reshape(other.Append(new Shape(k, n))));
        List<int> labels = [.. batch, .. left, .. right];
        return new(
            product.Reshape(
                product
                    .Shape[..batch.Count]
                    .Append(a.Shape[batch.Count..(batch.Count + left.Count)])
                    .Append(b.Shape[(batch.Count + summed.Count)..])
            ),
            labels,
            labels
        );
    }

    /// <summary>The tensor with these axes in this order, summed over all others.</summary>
    public Expr To(IReadOnlyList<int> labels)
    {
        if (labels.Distinct().Count() != labels.Count || labels.Any(label => !Labels.Contains(label)))
        {
            throw new ShapeException(
                nameof(Ops.Einsum),
                "the result has an axis that no operand has, or one twice",
                "give letters of operands behind the arrow, each once"
            );
        }

        return Keep(labels.Contains).Ordered(labels);
    }

    private static Expr Diagonal(Expr x, int first, int second)
    {
        var rank = x.Shape.Rank;
        if (x.Shape[first] != x.Shape[second])
        {
            throw new ShapeException(
                nameof(Ops.Einsum),
                $"axes {first} and {second} of {x.Shape} have one letter, but no diagonal",
                "give axes of one letter one size"
            );
        }

        var size = x.Shape[first].Size;
        var count = Ops.Integers([.. Enumerable.Range(0, size)]);
        var along = count.Reshape([.. Enumerable.Range(0, rank).Select(axis => axis == first ? size : 1)]);
        var places = along.Expand(x.Shape.With(second, 1));
        return x.GatherElements(places, second).Squeeze(second);
    }

    private Labelled Keep(Func<int, bool> isWanted)
    {
        int[] others = [.. Enumerable.Range(0, Labels.Count).Where(axis => !isWanted(Labels[axis]))];
        List<int> left = [.. Labels.Where(isWanted)];
        return others.Length == 0 ? this : new(Value.ReduceSum(others), left, left);
    }

    private Dim Size(IEnumerable<int> labels) => Dim.Product(labels.Select(Axis));

    private int Place(int label) => Labels.ToList().IndexOf(label);

    private Expr Ordered(IReadOnlyList<int> labels) => Permuted(Value, [.. labels.Select(Place)]);

    private static Expr Permuted(Expr x, int[] order) =>
        order.SequenceEqual(Enumerable.Range(0, order.Length)) ? x : x.Transpose(order);

    // With an axis of size 1 for each label that it lacks.
    private Expr Stretched(IReadOnlyList<int> labels)
    {
        var mine = Ordered([.. labels.Where(Labels.Contains)]);
        for (var axis = 0; axis < labels.Count; axis++)
        {
            mine = Labels.Contains(labels[axis]) ? mine : mine.Unsqueeze(axis);
        }

        return mine;
    }
}
