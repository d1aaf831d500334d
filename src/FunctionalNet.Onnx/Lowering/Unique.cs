using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// The distinct elements of a static tensor, or slices of one axis: their values, the index of the first occurrence, the inverse indices,
/// and the counts.
/// </summary>
internal sealed class Unique : ILowering
{
    public static string Onnx => "Unique";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Known(0) is not { } values)
        {
            throw new UnsupportedException(
                Onnx,
                "the size of its output depends on values that are only known at run time"
            );
        }

        var x = node[0];
        var isFlat = !node.Attributes.ContainsKey("axis");
        var axis = isFlat ? 0 : x.Shape.Axis(node.Int32("axis", 0), Onnx);
        var slices = Slices(values, isFlat ? [values.Length] : x.Shape.Sizes(), axis);
        var groups = Enumerable.Range(0, slices.Length).GroupBy(i => slices[i], new Equal()).ToArray();
        if (node.Flag("sorted", true))
        {
            groups = [.. groups.OrderBy(group => group.Key, Comparer<double[]>.Create(Compare))];
        }

        var which = new int[slices.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            foreach (var place in groups[i])
            {
                which[place] = i;
            }
        }

        var first = Ops.Integers([.. groups.Select(group => group.First())]);
        return
        [
            isFlat ? x.Reshape(-1).Gather(first) : x.Gather(first, axis),
            first,
            Ops.Integers(which),
            Ops.Integers([.. groups.Select(group => group.Count())]),
        ];
    }

    private static double[][] Slices(IReadOnlyList<double> values, int[] sizes, int axis)
    {
        var inner = sizes[(axis + 1)..].Aggregate(1, (product, size) => product * size);
        var outer = sizes[..axis].Aggregate(1, (product, size) => product * size);
        return
        [
            .. Enumerable
                .Range(0, sizes[axis])
                .Select(slice =>
                    Enumerable
                        .Range(0, outer * inner)
                        .Select(i => values[(((i / inner * sizes[axis]) + slice) * inner) + (i % inner)])
                        .ToArray()
                ),
        ];
    }

    // Lexicographic; NaN is larger than all numbers.
    private static int Compare(double[]? x, double[]? y) =>
        x!
            .Zip(
                y!,
                (a, b) =>
                    double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b)
            )
            .FirstOrDefault(order => order != 0);

    private sealed class Equal : IEqualityComparer<double[]>
    {
        public bool Equals(double[]? x, double[]? y) => Compare(x, y) == 0;

        // 0 and -0 are equal.
        public int GetHashCode(double[] slice) =>
            slice.Aggregate(0, (hash, value) => HashCode.Combine(hash, value + 0.0));
    }
}
