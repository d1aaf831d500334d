using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>The determinant of each matrix, by expansion into minors; for small matrices only.</summary>
internal sealed class Det : ILowering
{
    public static string Onnx => "Det";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (x.Shape.Rank < 2 || x.Shape[^1] != x.Shape[^2] || x.Shape[^1].Size is < 1 or > Largest)
        {
            throw new UnsupportedException(
                "Det",
                $"it takes square matrices of up to {Largest} rows, but got {x.Shape}"
            );
        }

        return [Of(x)];
    }

    private const int Largest = 5;

    // Expansion along the first row.
    private static Expr Of(Expr x)
    {
        var size = x.Shape[^1].Size;
        if (size == 1)
        {
            return x.Squeeze(-1).Squeeze(-1);
        }

        var below = x.Narrow(-2, 1, size - 1);
        Expr sum = 0;
        for (var column = 0; column < size; column++)
        {
            int[] others = [.. Enumerable.Range(0, size).Where(i => i != column)];
            var term =
                x.Narrow(-2, 0, 1).Narrow(-1, column, 1).Squeeze(-1).Squeeze(-1)
                * Of(below.Gather(Ops.Integers(others), -1));
            sum = column % 2 == 0 ? sum + term : sum - term;
        }

        return sum;
    }
}
