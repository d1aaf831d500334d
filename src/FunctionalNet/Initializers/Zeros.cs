namespace FunctionalNet;

/// <summary>All elements are 0.</summary>
/// <example><code>Dense(10, kernel: Zeros())</code></example>
public sealed partial record Zeros : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Clear();
    }
}
