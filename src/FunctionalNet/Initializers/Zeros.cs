namespace FunctionalNet;

/// <summary>All elements 0.</summary>
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Clear();
    }
}

/// <content>Zeros.</content>
public static partial class Net
{
    /// <summary>All elements 0.</summary>
    /// <example><code>Dense(10, kernel: Zeros())</code></example>
    public static Initializer Zeros() => new Zeros();
}
