namespace FunctionalNet;

/// <summary>All elements the same number.</summary>
/// <remarks>PyTorch: init.constant_. NumPy: full.</remarks>
/// <param name="Value">The number.</param>
/// <example><code>scope.Parameter("gate", new(10), Full(-1))</code></example>
public sealed partial record Full([Finite] double Value) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        values.Fill(T.CreateTruncating(Value));
    }
}
