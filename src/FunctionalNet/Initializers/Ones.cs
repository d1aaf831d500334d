namespace FunctionalNet;

/// <summary>All elements are 1.</summary>
/// <example><code>scope.Parameter("scale", new(10), Ones())</code></example>
public sealed partial record Ones : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Fill(T.One);
    }
}
