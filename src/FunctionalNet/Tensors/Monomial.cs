using System.Globalization;

namespace FunctionalNet;

/// <summary>
/// A number times free axes, such as 12 · batch: the sizes of axes that are merged and split. Products and quotients are exact, and a name
/// is never parsed.
/// </summary>
internal readonly struct Monomial : IEquatable<Monomial>
{
    // Sorted; null for none, so that the default is 0.
    private readonly string[]? names;

    private Monomial(long factor, string[]? names) => (Factor, this.names) = (factor, names);

    /// <summary>Gets the number.</summary>
    public long Factor { get; }

    /// <summary>Gets the free axes in order, with repetition.</summary>
    public IReadOnlyList<string> Names => names ?? [];

    /// <summary>Gets a value indicating whether it has no free axes.</summary>
    public bool IsNumber => names is null;

    public static implicit operator Monomial(long number) => new(number, null);

    public static bool operator ==(Monomial x, Monomial y) => x.Equals(y);

    public static bool operator !=(Monomial x, Monomial y) => !x.Equals(y);

    /// <exception cref="ShapeException">The number exceeds 64 bits.</exception>
    public static Monomial operator *(Monomial x, Monomial y)
    {
        var factor = Math.BigMul(x.Factor, y.Factor);
        return factor == 0 ? 0
            : factor > long.MaxValue || factor < long.MinValue ? throw Exceeded(factor)
            : new Monomial((long)factor, Sorted(x.Names, y.Names));
    }

    /// <summary>One free axis.</summary>
    public static Monomial Of(string name) => new(1, [name]);

    /// <summary>The product of axes, 1 for none.</summary>
    /// <exception cref="ShapeException">The number exceeds 64 bits.</exception>
    public static Monomial Product(IEnumerable<Dim> dims) =>
        dims.Aggregate((Monomial)1, (product, dim) => product * dim.Value);

    /// <summary>The error for an axis that is too long.</summary>
    public static ShapeException Exceeded(Int128 count) =>
        new(
            nameof(Product),
            FormattableString.Invariant($"an axis would have {count:N0} elements"),
            FormattableString.Invariant($"let it have at most {int.MaxValue:N0}")
        );

    /// <summary>The quotient by <paramref name="other"/>; null if there is none, and 0 for 0 / 0.</summary>
    public Monomial? Over(Monomial other)
    {
        if (Factor == 0)
        {
            return 0;
        }

        if (other.Factor == 0 || Factor % other.Factor != 0)
        {
            return null;
        }

        var rest = Names.ToList();
        return other.Names.All(rest.Remove) ? new(Factor / other.Factor, Sorted(rest, [])) : null;
    }

    public bool Equals(Monomial other) => Factor == other.Factor && names.AsSpan().SequenceEqual(other.names);

    public override bool Equals(object? obj) => obj is Monomial other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Factor);
        foreach (var name in names.AsSpan())
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>
    /// The number, or the names and then the number if it is not 1: <c>batch*12</c>. A name that looks like a number or a product is
    /// quoted.
    /// </summary>
    public override string ToString() => Text(Quoted);

    /// <summary>The same without quotes: the name of an axis in a file.</summary>
    public string ToName() => Text(name => name);

    private string Text(Func<string, string> written)
    {
        var number = Factor.ToString(CultureInfo.InvariantCulture);
        return names is null
            ? number
            : string.Join('*', Factor == 1 ? names.Select(written) : [.. names.Select(written), number]);
    }

    private static string Quoted(string name) =>
        char.IsDigit(name[0]) || name.AsSpan().IndexOfAny("*,-[] '") >= 0 ? $"'{name}'" : name;

    private static string[]? Sorted(IReadOnlyCollection<string> x, IReadOnlyCollection<string> y) =>
        x.Count + y.Count == 0 ? null : [.. x.Concat(y).Order(StringComparer.Ordinal)];
}
