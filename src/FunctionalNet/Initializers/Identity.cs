namespace FunctionalNet;

/// <summary>
/// For weights [in, out] the matrix with the gain on its diagonal and 0 elsewhere; for filters [out, in, ...] the one that passes channel i
/// through as i.
/// </summary>
/// <remarks>PyTorch: init.eye_, and init.dirac_ for filters, which uses the centre of the window.</remarks>
/// <param name="Gain">The value on the diagonal.</param>
/// <example><code>Dense(64, kernel: Identity())</code></example>
public sealed partial record Identity([Finite] double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var (_, rows, columns) = roles.Matrices();
        if (rows.Length == 0 || columns.Length == 0)
        {
            throw new ShapeException(nameof(Identity), $"the shape is {shape}", "give inputs and outputs");
        }

        // For each input there is a window, whose centre passes it through.
        var (size, middle) = (1, 0);
        for (var axis = 0; axis < roles.Roles.Length; axis++)
        {
            if (roles.Roles[axis] == AxisRole.Window)
            {
                var places = roles.View[axis].Size;
                (size, middle) = (size * places, (middle * places) + (places / 2));
            }
        }

        var isRow = roles.Inputs.Contains(rows[0]);
        var i = 0;
        foreach (var (_, row, column) in roles.Positions())
        {
            var (input, output) = isRow ? (row, column) : (column, row);
            values[i++] = input == (output * size) + middle ? T.CreateTruncating(Gain) : T.Zero;
        }
    }
}
