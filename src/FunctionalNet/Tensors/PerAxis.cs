using System.Globalization;

namespace FunctionalNet;

/// <summary>
/// One integer for each of the axes after batch and channels, or one for all of them: <c>3</c>, <c>(3, 5)</c>. Compared by value.
/// </summary>
/// <example><code>Expr y = x.MaxPool((2, 1), stride: 2);</code></example>
public sealed class PerAxis : IEquatable<PerAxis>
{
    private readonly Ints values;

    /// <summary>Initializes a new instance of the <see cref="PerAxis"/> class: one number for all axes, or one for each.</summary>
    public PerAxis(params int[] values) => this.values = new Ints(values);

    /// <summary>One number for all axes.</summary>
    public static implicit operator PerAxis(int value) => new(value);

    /// <summary>A number for each of two axes.</summary>
    public static implicit operator PerAxis((int First, int Second) values) => new(values.First, values.Second);

    /// <summary>A number for each of three axes.</summary>
    public static implicit operator PerAxis((int First, int Second, int Third) values) =>
        new(values.First, values.Second, values.Third);

    /// <inheritdoc/>
    public bool Equals(PerAxis? other) => other is not null && values.Equals(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PerAxis);

    /// <inheritdoc/>
    public override int GetHashCode() => values.GetHashCode();

    /// <summary>The number, or the numbers in parentheses.</summary>
    public override string ToString() =>
        values.Count == 1 ? values[0].ToString(CultureInfo.InvariantCulture) : values.ToString();

    /// <summary>The numbers for <paramref name="rank"/> axes, each at least <paramref name="min"/>.</summary>
    /// <exception cref="ShapeException">Their number is not that of the axes, or one is too small.</exception>
    internal Ints For(int rank, int min, string rule, string what)
    {
        if (values.Count != rank && values.Count != 1)
        {
            throw new ShapeException(
                rule,
                $"the {what} {this} is for {values.Count} axes, but there are {rank} after batch and channels",
                $"give one number, or {rank}"
            );
        }

        return values.All(value => value >= min)
            ? new Ints([.. Enumerable.Range(0, rank).Select(axis => values[values.Count == 1 ? 0 : axis])])
            : throw new ShapeException(rule, $"the {what} {this} is below {min}", $"give {min} or more");
    }
}
