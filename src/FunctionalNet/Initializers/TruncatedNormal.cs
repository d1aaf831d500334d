namespace FunctionalNet;

/// <summary>Normally distributed with mean 0, redrawn if further from it than a number of standard deviations.</summary>
/// <remarks>
/// PyTorch: init.trunc_normal_, whose bounds are absolute. JAX: truncated_normal. The deviation is that before truncation: with a limit of
/// 2 the samples have 0.88 of it.
/// </remarks>
/// <param name="Deviation">The standard deviation before truncation.</param>
/// <param name="Limit">The limit, in standard deviations; above 0.</param>
/// <example><code>Dense(10, kernel: TruncatedNormal(0.02))</code></example>
public sealed partial record TruncatedNormal([NotNegative] double Deviation = 1, [Limit] double Limit = 2) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        if (Limit < 1)
        {
            FillNarrow(key, values);
            return;
        }

        key.Normal(values);
        var again = key.Split("again");
        Span<double> two = stackalloc double[2];
        for (var i = 0; i < values.Length; i++)
        {
            var drawn = double.CreateTruncating(values[i]);

            // A separate key for each element, so that redrawing does not affect the others.
            for (var other = again.Split((ulong)i); Math.Abs(drawn) > Limit; other = other.Split(1))
            {
                other.Normal(two);
                drawn = two[0];
            }

            values[i] = T.CreateTruncating(Deviation * drawn);
        }
    }

    // Normal samples rarely fall into a narrow range. Uniform samples in the range are accepted in proportion to the density: more than six
    // times of ten, however narrow the range is.
    private void FillNarrow<T>(Key key, Span<T> values)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Span<double> two = stackalloc double[2];
        for (var i = 0; i < values.Length; i++)
        {
            double drawn;
            var other = key.Split((ulong)i);
            do
            {
                other.Uniform(two);
                other = other.Split(1);
                drawn = Limit * ((2 * two[0]) - 1);
            } while (two[1] > Math.Exp(-drawn * drawn / 2));

            values[i] = T.CreateTruncating(Deviation * drawn);
        }
    }
}
