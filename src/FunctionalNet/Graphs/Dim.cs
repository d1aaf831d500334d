namespace FunctionalNet;

/// <summary>
/// One axis of a <see cref="Shape"/>: a number of elements, or a name that stands for any number (the free batch
/// axis of an exported model).
/// </summary>
/// <example><code>Shape images = new(Dim.Named("batch"), 28, 28);</code></example>
public readonly record struct Dim
{
    private readonly int size;

    private Dim(int size, string? name) => (this.size, Name) = (size, name);

    /// <summary>Gets the name of a free axis; null where the number of elements is known.</summary>
    public string? Name { get; }

    /// <summary>Gets a value indicating whether the number of elements is known.</summary>
    public bool IsKnown => Name is null;

    /// <summary>Gets the number of elements.</summary>
    /// <exception cref="ShapeException">The axis is free: its size is known only when a batch comes.</exception>
    public int Size =>
        Name is null
            ? size
            : throw new ShapeException(
                "Size",
                $"axis '{Name}' is free: its size is not known before a batch comes",
                "let only known axes decide, and keep a free axis as it is, for instance with Reshape(0, -1)"
            );

    /// <summary>A known axis of <paramref name="size"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static implicit operator Dim(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new Dim(size, null);
    }

    /// <summary>A free axis. Two free axes are equal when their names are.</summary>
    public static Dim Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Dim(0, name);
    }

    /// <summary>The number, or the name.</summary>
    public override string ToString() => Name ?? size.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
