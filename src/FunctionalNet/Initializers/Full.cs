namespace FunctionalNet;

/// <summary>All elements the same number.</summary>
/// <remarks>PyTorch: init.constant_. NumPy: full.</remarks>
/// <param name="Value">The number.</param>
public sealed record Full(double Value) : Initializer
{
    /// <summary>Gets the number.</summary>
    public double Value { get; } = Ranges.Finite(Value);

    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Fill(T.CreateTruncating(Value));
    }
}

/// <content>Full.</content>
public static partial class Net
{
    /// <summary>All elements the same number.</summary>
    /// <example><code>scope.Parameter("gate", new(10), Full(-1))</code></example>
    public static Initializer Full(double value) => new Full(value);
}
