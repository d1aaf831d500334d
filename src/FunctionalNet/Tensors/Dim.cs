namespace FunctionalNet;

/// <summary>
/// One axis of a <see cref="Shape"/>: a number of elements, or a name that stands for any number (the free batch
/// axis of an exported model).
/// </summary>
/// <example><code>Shape images = new(Dim.Named("batch"), 28, 28);</code></example>
public readonly record struct Dim
{
    private Dim(Monomial value) => Value = value;

    /// <summary>
    /// Gets the name of a free axis, for a product those of its factors as <c>batch*12</c>; null if the number of elements is known.
    /// </summary>
    public string? Name => IsKnown ? null : Value.ToName();

    /// <summary>Gets a value indicating whether the number of elements is known.</summary>
    public bool IsKnown => Value.IsNumber;

    /// <summary>Gets the number of elements.</summary>
    /// <exception cref="ShapeException">The axis is free: its size is only known for a batch.</exception>
    public int Size =>
        IsKnown
            ? (int)Value.Factor
            : throw new ShapeException(
                "Size",
                $"axis '{Name}'{Factors} is free: its size is not known before a batch comes",
                "let only known axes decide, and keep a free axis as it is, for instance with Reshape(0, -1)"
            )
            {
                IsOfFreeAxis = true,
            };

    // The factors of a product, in words.
    private string Factors =>
        Value is { Factor: 1, Names.Count: 1 }
            ? string.Empty
            : $", which is {string.Join(" times ", Value.Names.Select(name => $"the axis '{name}'"))}"
                + (Value.Factor == 1 ? "," : $" times {Value.Factor},");

    /// <summary>Gets the size as a number times free axes.</summary>
    internal Monomial Value { get; }

    /// <summary>A known axis of <paramref name="size"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static implicit operator Dim(int size) =>
        size >= 0
            ? new Dim(size)
            : throw new ArgumentOutOfRangeException(
                nameof(size),
                size,
                "A size is not negative. Repair: where one of several is to be inferred, give numbers: x.Reshape(-1, 2)."
            );

    /// <summary>
    /// A free axis. Two free axes are equal if their names are; a name may be any text, and is never parsed as a number or a product.
    /// </summary>
    public static Dim Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Dim(Monomial.Of(name));
    }

    /// <summary>The axis with a multiple of the elements.</summary>
    /// <exception cref="ShapeException">More than 2³¹ - 1 elements, or times a free axis.</exception>
    internal static Dim Of(Monomial size) =>
        size.Factor is >= 0 and <= int.MaxValue ? new(size) : throw Monomial.Exceeded(size.Factor);

    /// <summary>The axis that several are merged into: a number, a name, or a product as <c>batch*12</c>.</summary>
    /// <exception cref="ShapeException">More than 2³¹ - 1 elements.</exception>
    internal static Dim Product(IEnumerable<Dim> dims) => Of(Monomial.Product(dims));

    /// <summary>The number, or the name.</summary>
    public override string ToString() => $"{Value}";
}
