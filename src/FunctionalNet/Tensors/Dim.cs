using System.Globalization;

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
            )
            {
                IsOfFreeAxis = true,
            };

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

    /// <summary>The axis that several become when they are one: a number, a name, or a product as <c>batch*12</c>.</summary>
    /// <exception cref="ShapeException">More than 2³¹ - 1 elements.</exception>
    internal static Dim Product(IEnumerable<Dim> dims)
    {
        var (names, count) = Factors(dims);
        return Product(names, count);
    }

    /// <summary>The product of free axes and a number.</summary>
    internal static Dim Product(IReadOnlyCollection<string> names, long count) =>
        count > int.MaxValue ? throw Exceeded(count)
        : names.Count == 0 || count == 0 ? (int)count
        : count == 1 ? Named(string.Join('*', names))
        : Named($"{string.Join('*', names)}*{count.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The free axes that a product is made of, in order, and the number that is left.</summary>
    internal static (List<string> Names, long Count) Factors(IEnumerable<Dim> dims)
    {
        var names = new List<string>();
        var count = 1L;
        foreach (var dim in dims)
        {
            foreach (var part in dim.Name?.Split('*') ?? [])
            {
                if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var factor))
                {
                    count = Times(count, factor);
                }
                else
                {
                    names.Add(part);
                }
            }

            count = Times(count, dim.IsKnown ? dim.Size : 1);
        }

        names.Sort(StringComparer.Ordinal);
        return (names, count);
    }

    private static long Times(long count, long factor) =>
        Math.BigMul(count, factor) is var product && product <= long.MaxValue ? (long)product : throw Exceeded(product);

    private static ShapeException Exceeded(Int128 count) =>
        new(
            nameof(Product),
            FormattableString.Invariant($"an axis would have {count:N0} places"),
            FormattableString.Invariant($"let it have at most {int.MaxValue:N0}")
        );

    /// <summary>The number, or the name.</summary>
    public override string ToString() => Name ?? size.ToString(CultureInfo.InvariantCulture);
}
