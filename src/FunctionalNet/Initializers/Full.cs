namespace FunctionalNet;

/// <summary>All elements have the same value.</summary>
/// <remarks>PyTorch: init.constant_. NumPy: full.</remarks>
/// <param name="Value">The value.</param>
/// <example><code>scope.Parameter("gate", new(10), Full(-1))</code></example>
public sealed partial record Full([Finite] double Value) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Fill(T.CreateTruncating(Value));
    }
}
