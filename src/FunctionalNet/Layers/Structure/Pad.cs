namespace FunctionalNet;

/// <summary>Pads the last axes, as many as numbers are given; the other axes are unchanged.</summary>
/// <remarks>ONNX: Pad. PyTorch's pad takes the numbers from the last axis on, in pairs of before and after.</remarks>
/// <param name="Before">The number of elements to insert before each of the last axes.</param>
/// <param name="After">The number of elements to append to each of the last axes.</param>
/// <param name="Mode">How the padding is filled.</param>
/// <param name="Value">The value of the padding for <see cref="PadMode.Constant"/>.</param>
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
                $"padding {Before} before and {After} after the last axes of {x.Shape}",
                "give one number before and one behind for each axis that is padded"
            );
    }
}

/// <content>Pad.</content>
public static partial class Net
{
    /// <summary>Pads the last axes on both sides.</summary>
    /// <example><code>Layer framed = Pad([1, 1], [1, 1], PadMode.Reflect); // [batch, 3, 28, 28] to [batch, 3, 30, 30]</code></example>
    public static Layer Pad(int[] before, int[] after, PadMode mode = PadMode.Constant, double value = 0) =>
        new Pad(Shape.Of(before), Shape.Of(after), mode, value);
}
