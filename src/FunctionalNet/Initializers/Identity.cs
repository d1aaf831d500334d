namespace FunctionalNet;

/// <summary>Of weights [in, out] the matrix with the gain on its diagonal and 0 elsewhere; of filters [out, in, ...] the one that passes channel i on as i.</summary>
/// <remarks>PyTorch: init.eye_, and init.dirac_ for filters, where it is the middle of the window.</remarks>
/// <param name="Gain">The number on the diagonal.</param>
public sealed record Identity(double Gain = 1) : Initializer
{
    /// <summary>Gets the number on the diagonal.</summary>
    public double Gain { get; } = Ranges.Finite(Gain);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank < 2)
        {
            throw new ShapeException(nameof(Identity), $"the shape is {shape}", "give at least two axes");
        }

        var window = shape[2..];
        var middle = 0;
        foreach (var size in window.Sizes())
        {
            middle = (middle * size) + (size / 2);
        }

        values.Clear();
        for (var i = 0; i < Math.Min(shape[0].Size, shape[1].Size); i++)
        {
            values[(((i * shape[1].Size) + i) * window.Size) + middle] = T.CreateTruncating(Gain);
        }
    }
}

/// <content>Identity.</content>
public static partial class Net
{
    /// <summary>Of weights [in, out] the matrix with the gain on its diagonal and 0 elsewhere; of filters [out, in, ...] the one that passes channel i on as i.</summary>
    /// <example><code>Dense(64, kernel: Identity())</code></example>
    public static Initializer Identity(double gain = 1) => new Identity(gain);
}
