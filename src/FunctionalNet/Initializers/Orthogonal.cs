namespace FunctionalNet;

/// <summary>
/// A matrix whose rows or columns, whichever are fewer, are orthogonal with norm gain, uniformly distributed among such matrices. For
/// filters [out, in, ...] the first axis is the rows and the others are flattened to columns; for recurrent weights each gate is a matrix.
/// </summary>
/// <remarks>PyTorch: init.orthogonal_. Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013.</remarks>
/// <param name="Gain">The norm.</param>
/// <example><code>Dense(64, kernel: Orthogonal())</code></example>
public sealed partial record Orthogonal([Finite] double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values) => Fill(shape, AxisRoles.Of(shape), key, values);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var (groups, down, across) = roles.Matrices();
        if (down.Length == 0 || across.Length == 0)
        {
            throw new ShapeException(nameof(Orthogonal), $"the shape is {shape}", "give inputs and outputs");
        }

        var (rows, columns) = (roles.Size(down), roles.Size(across));
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new double[roles.Size(groups) * count * length];
        key.Normal<double>(vectors);
        for (var start = 0; start < vectors.Length; start += count * length)
        {
            Straighten(vectors.AsSpan(start, count * length), length);
        }

        var i = 0;
        foreach (var (matrix, row, column) in roles.Positions())
        {
            var place = rows > columns ? (column * length) + row : (row * length) + column;
            values[i++] = T.CreateTruncating(Gain * vectors[(matrix * count * length) + place]);
        }
    }

    private static void Straighten(Span<double> vectors, int length)
    {
        for (var start = 0; start < vectors.Length; start += length)
        {
            // Twice: after one pass rounding leaves components along the others. In float64, so that float32 gets the same values.
            var vector = vectors.Slice(start, length);
            Remove(vectors[..start], vector);
            Remove(vectors[..start], vector);
            var norm = Math.Sqrt(Dot(vector, vector));
            foreach (ref var element in vector)
            {
                element /= norm;
            }
        }
    }

    // Subtracts the projection of a vector onto each of the earlier ones, one after the other.
    private static void Remove(ReadOnlySpan<double> earlier, Span<double> vector)
    {
        for (; earlier.Length > 0; earlier = earlier[vector.Length..])
        {
            var share = Dot(earlier[..vector.Length], vector);
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] -= share * earlier[i];
            }
        }
    }

    // Summed in order: the same bits on every machine.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
