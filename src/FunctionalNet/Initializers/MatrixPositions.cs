namespace FunctionalNet;

/// <summary>Maps the elements of a parameter to positions in its matrices.</summary>
internal static class MatrixPositions
{
    /// <summary>For each element its matrix, row and column.</summary>
    public static IEnumerable<(int Matrix, int Row, int Column)> Positions(this AxisRoles roles)
    {
        var (groups, rows, columns) = roles.Matrices();
        var sizes = roles.View.Sizes();
        var at = new int[sizes.Length];
        for (var i = 0; i < roles.View.Size; i++)
        {
            yield return (Place(groups), Place(rows), Place(columns));
            for (var axis = at.Length - 1; axis >= 0 && ++at[axis] == sizes[axis]; axis--)
            {
                at[axis] = 0;
            }
        }

        int Place(int[] axes)
        {
            var place = 0;
            foreach (var axis in axes)
            {
                place = (place * sizes[axis]) + at[axis];
            }

            return place;
        }
    }
}
