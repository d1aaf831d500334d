namespace FunctionalNet.Verification;

/// <summary>What a check draws for one input: shapes and values.</summary>
/// <param name="Shapes">Its shapes.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Element">What its elements stand for. Whole numbers and bools are drawn as such, both bounds included, and not differentiated.</param>
/// <example><code>
/// var positive = new Input(Shapes.Ranks(1, 2), Low: 0.1, High: 3); // for a logarithm
/// var labels = new Input(new Shape(Dim.Named("n")), 0, 9, ElementType.Int64); // of ten classes
/// </code></example>
public sealed record Input(Shapes Shapes, double Low = -2, double High = 2, ElementType Element = ElementType.Float)
{
    /// <summary>Gets a value indicating whether numbers are whole, both bounds included: such as a target with labels and their weights side by side.</summary>
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

    /// <summary>The value that stands between the bounds where a number stands between 0 and 1.</summary>
    internal double Between(double unit) =>
        IsWhole ? Math.Floor(Low + (unit * (High - Low + 1))) : Low + (unit * (High - Low));
}
