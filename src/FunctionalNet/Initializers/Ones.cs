namespace FunctionalNet;

/// <summary>All elements 1.</summary>
public sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Fill(T.One);
    }
}

/// <content>Ones.</content>
public static partial class Net
{
    /// <summary>All elements 1.</summary>
    /// <example><code>scope.Parameter("scale", new(10), Ones())</code></example>
    public static Initializer Ones() => new Ones();
}
