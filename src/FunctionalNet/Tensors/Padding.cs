namespace FunctionalNet;

/// <summary>
/// What is put around the axes behind batch and channels before a window slides over them. A number, or one for each
/// axis, stands for that many places on both sides.
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

    /// <summary>Gets no padding: the windows lie inside.</summary>
    public static Padding None { get; } = new(0, 0);

    /// <summary>
    /// Gets the padding with which an axis of n elements gives ⌈n / stride⌉ windows; where it is odd, the larger half is behind.
    /// </summary>
    /// <remarks>ONNX: SAME_UPPER. TensorFlow's "same".</remarks>
    public static Padding Same { get; } = new(0, 0, fits: true);

    /// <summary>Gets the same with the larger half in front.</summary>
    /// <remarks>ONNX: SAME_LOWER.</remarks>
    public static Padding SameLower { get; } = new(1, 0, fits: true);

    /// <summary>So many places on both sides of each axis.</summary>
    public static implicit operator Padding(int places) => new(places, places);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Padding((int First, int Second) places) => new(places, places);

    /// <inheritdoc cref="op_Implicit(int)"/>
    public static implicit operator Padding((int First, int Second, int Third) places) => new(places, places);

    /// <summary>So many places before and behind each axis; 0 or more.</summary>
    public static Padding Of(PerAxis before, PerAxis after) => new(before, after);

    /// <summary>The numbers, the name, or the call that makes it.</summary>
    public override string ToString() =>
        this == Same ? nameof(Same)
        : this == SameLower ? nameof(SameLower)
        : before.Equals(after) ? $"{before}"
        : $"Padding.Of({before}, {after})";

    /// <summary>
    /// The places before and behind each axis. Where the padding fits itself to the axes, <paramref name="total"/> says how many an
    /// axis takes.
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
