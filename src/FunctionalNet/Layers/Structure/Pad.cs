namespace FunctionalNet;

/// <summary>More places before and behind the last axes, as many of them as numbers are given; the other axes stay.</summary>
/// <remarks>ONNX: Pad. PyTorch's pad takes the numbers from the last axis on, both of an axis together.</remarks>
/// <param name="Before">The places before each of the last axes.</param>
/// <param name="After">The places behind each of the last axes.</param>
/// <param name="Mode">What stands there.</param>
/// <param name="Value">The value that stands there where the mode is <see cref="PadMode.Constant"/>.</param>
public sealed partial record Pad(Shape Before, Shape After, PadMode Mode = PadMode.Constant, double Value = 0) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var others = x.Shape.Rank - Before.Rank;
        return Before.Rank == After.Rank && others >= 0
            ? x.Pad(
                [.. Enumerable.Repeat(0, others), .. Before.Sizes()],
                [.. Enumerable.Repeat(0, others), .. After.Sizes()],
                Mode,
                Value
            )
            : throw new ShapeException(
                nameof(Pad),
                $"{Before} places before and {After} behind the last axes of {x.Shape}",
                "give one number before and one behind for each axis that is padded"
            );
    }
}

/// <content>Pad.</content>
public static partial class Net
{
    /// <summary>More places before and behind the last axes.</summary>
    /// <example><code>Layer framed = Pad([1, 1], [1, 1], PadMode.Reflect); // [batch, 3, 28, 28] to [batch, 3, 30, 30]</code></example>
    public static Layer Pad(int[] before, int[] after, PadMode mode = PadMode.Constant, double value = 0) =>
        new Pad(Shape.Of(before), Shape.Of(after), mode, value);

    /// <summary>Zeros around the last axes: as many before as behind each of them.</summary>
    /// <example><code>Layer framed = ZeroPad(1, 1); // [batch, 3, 28, 28] to [batch, 3, 30, 30]</code></example>
    public static Layer ZeroPad(params int[] around) => Pad(around, around);
}
