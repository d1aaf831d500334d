namespace FunctionalNet.Verification;

/// <summary>The domain of one input of a check: shapes and values.</summary>
/// <param name="Shapes">Its shapes.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Element">Its element type. Integers and bools are drawn as such, both bounds included, and not differentiated.</param>
/// <example><code>
/// var positive = new Input(Shapes.Ranks(1, 2), Low: 0.1, High: 3); // for a logarithm
/// var labels = new Input(new Shape(Dim.Named("n")), 0, 9, ElementType.Int64); // of ten classes
/// </code></example>
public sealed record Input(Shapes Shapes, double Low = -2, double High = 2, ElementType Element = ElementType.Float)
{
    /// <summary>
    /// Gets a value indicating whether numbers are integers, both bounds included: for a target that combines labels with weights.
    /// </summary>
    public bool IsWhole { get; init; } = Element != ElementType.Float;

    /// <summary>Numbers from -2 to 2 of these shapes.</summary>
    public static implicit operator Input(Shapes shapes) => new(shapes);

    /// <summary>Numbers from -2 to 2 of this shape, whose free axes are varied.</summary>
    public static implicit operator Input(Shape shape) => new(Shapes.Like(shape));

    /// <summary>Values of a shape.</summary>
    internal double[] Draw(Shape shape, Key key)
    {
        var values = new double[shape.Size];
        key.Uniform<double>(values);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Between(values[i]);
        }

        return values;
    }

    /// <summary>Maps a number between 0 and 1 to a value between the bounds.</summary>
    internal double Between(double unit) =>
        IsWhole ? Math.Floor(Low + (unit * (High - Low + 1))) : Low + (unit * (High - Low));
}
