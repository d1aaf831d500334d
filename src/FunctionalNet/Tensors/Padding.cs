namespace FunctionalNet;

/// <summary>
/// The padding of the axes after batch and channels for a sliding window. A number, or one for each axis, pads both sides.
/// </summary>
/// <example><code>
/// Expr a = x.Conv(weight, padding: 1);
/// Expr b = x.Conv(weight, padding: Padding.Same, stride: 2);
/// Expr c = x.Conv(weight, padding: Padding.Of(before: (0, 1), after: (1, 1)));
/// </code></example>
public sealed record Padding
{
    private readonly PerAxis before;
    private readonly PerAxis after;
    private readonly bool fits;

    private Padding(PerAxis before, PerAxis after, bool fits = false) =>
        (this.before, this.after, this.fits) = (before, after, fits);

    /// <summary>Gets no padding: the windows are inside of the input.</summary>
    public static Padding None { get; } = new(0, 0);

    /// <summary>
    /// Gets the padding with which an axis of n elements has ⌈n / stride⌉ windows; an odd one has its larger half at the end.
    /// </summary>
    /// <remarks>ONNX: SAME_UPPER. TensorFlow's "same".</remarks>
    public static Padding Same { get; } = new(0, 0, fits: true);

    /// <summary>Gets the same with the larger half at the start.</summary>
    /// <remarks>ONNX: SAME_LOWER.</remarks>
    public static Padding SameLower { get; } = new(1, 0, fits: true);

    /// <summary>The same padding on both sides of each axis.</summary>
    public static implicit operator Padding(int places) => new(places, places);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Padding((int First, int Second) places) => new(places, places);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Padding((int First, int Second, int Third) places) => new(places, places);

    /// <summary>The padding before and after each axis; 0 or more.</summary>
    public static Padding Of(PerAxis before, PerAxis after) => new(before, after);

    /// <summary>The numbers, the name, or the call that creates it.</summary>
    public override string ToString() =>
        this == Same ? nameof(Same)
        : this == SameLower ? nameof(SameLower)
        : before.Equals(after) ? $"{before}"
        : $"Padding.Of({before}, {after})";

    /// <summary>
    /// The padding before and after each axis. For padding that depends on the axes, <paramref name="total"/> returns the total of an axis.
    /// </summary>
    internal (Ints Before, Ints After) For(int rank, string rule, Func<int, int> total)
    {
        if (!fits)
        {
            return (before.For(rank, 0, rule, "padding"), after.For(rank, 0, rule, "padding"));
        }

        int[] totals = [.. Enumerable.Range(0, rank).Select(total)];
        int[] halves = [.. totals.Select(places => places / 2)];
        int[] others = [.. totals.Zip(halves, (places, half) => places - half)];
        return this == Same ? (halves, others) : (others, halves);
    }
}
