using System.Collections.Immutable;

namespace FunctionalNet.Import;

/// <summary>
/// The values that an importer knows before the graph runs: constants and expressions of them; and for sizes with free axes, the product of
/// free axes that each is.
/// </summary>
internal sealed class KnownValues
{
    // A free axis is a different prime in each trial: a size with the same factors in all of them is that product.
    private static readonly ImmutableArray<ImmutableArray<int>> Primes =
    [
        [10_007, 10_009, 10_037, 10_039, 10_061, 10_067],
        [20_011, 20_021, 20_023, 20_029, 20_047, 20_051],
        [30_011, 30_013, 30_029, 30_047, 30_059, 30_071],
    ];

    // Detects sizes that are such a product only for large primes, like the minimum of an axis and 5 or a remainder modulo 2.
    private static readonly ImmutableArray<ImmutableArray<int>> Small =
    [
        [1, 1, 1, 1, 1, 1],
        [2, 3, 4, 5, 6, 7],
        [3, 2, 1, 4, 2, 5],
        [4, 5, 6, 7, 8, 9],
        [5, 4, 3, 2, 1, 6],
        [6, 8, 2, 1, 3, 4],
        [8, 16, 12, 10, 9, 7],
        [16, 12, 64, 33, 21, 10],
        [64, 100, 24, 50, 20, 30],
        [129, 65, 257, 77, 513, 31],
        [1_000, 770, 512, 384, 300, 128],
        [2_048, 1_025, 4_096, 3_000, 2_500, 2_200],
    ];

    private readonly Func<Expr, Tensor<double>?> variable;
    private readonly Folding known;
    private readonly ImmutableArray<Folding> trials;
    private readonly ImmutableArray<Folding> checks;
    private readonly List<string> names = [];

    /// <param name="variable">The value of a variable that may be assumed fixed, or null.</param>
    public KnownValues(Func<Expr, Tensor<double>?> variable)
    {
        this.variable = variable;
        known = new Folding(expr => expr.Op is Ops.ShapeOp ? null : variable(expr));
        trials = [.. Primes.Select(Trial)];
        checks = [.. Small.Select(Trial)];

        Folding Trial(ImmutableArray<int> axes) => new(expr => Tried(expr, axes), wraps: false);
    }

    /// <summary>The static value of an expression, or null.</summary>
    public Constant? Constant(Expr expr)
    {
        if (expr.Op is Constant constant)
        {
            return constant;
        }

        var value = known.Of(expr);
        return value is not null ? new Constant(expr.Type, [.. value.Span])
            : Sizes(expr) is { } sizes && sizes.All(size => size.IsNumber)
                ? new Constant(expr.Type, [.. sizes.Select(size => (double)size.Factor)])
            : null;
    }

    /// <summary>The sizes in a vector of integers, free ones for products of free axes and null for -1; null if unknown.</summary>
    public ImmutableArray<Dim?>? FreeSizes(Expr expr) =>
        Sizes(expr) is { } sizes && sizes.All(size => size == -1 || size.Factor is >= 0 and <= int.MaxValue)
            ? [.. sizes.Select(size => size == -1 ? (Dim?)null : Dim.Of(size))]
            : null;

    private Monomial[]? Sizes(Expr expr)
    {
        if (expr.Type.Element == ElementType.Float || expr.Shape.Rank > 1)
        {
            return null;
        }

        Tensor<double>?[] values = [.. trials.Select(trial => trial.Of(expr))];
        if (values.Any(value => value is null || value.Shape != values[0]!.Shape))
        {
            return null;
        }

        Monomial?[] sizes =
        [
            .. Enumerable
                .Range(0, values[0]!.Length)
                .Select(i =>
                    values.Select((value, trial) => Factors(value!.Span[i], Primes[trial])).Distinct().ToArray()
                        is [{ } size]
                        ? size
                        : (Monomial?)null
                ),
        ];
        Monomial[]? found = sizes.All(size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null;
        return found is not null && Enumerable.Range(0, checks.Length).All(check => Holds(found, expr, check))
            ? found
            : null;
    }

    // Whether the sizes also hold for small axes.
    private bool Holds(Monomial[] sizes, Expr expr, int check) =>
        checks[check].Of(expr) is { } value
        && value.Length == sizes.Length
        && sizes.Select((size, i) => value.Span[i].Equals(Tried(size, Small[check]))).All(same => same);

    // The free axes whose primes divide a number, times the remaining factor.
    private Monomial? Factors(double value, ImmutableArray<int> primes)
    {
        if (!double.IsInteger(value))
        {
            return null;
        }

        var (axes, rest) = ((Monomial)1, (long)value);
        for (var i = 0; i < names.Count && rest != 0; i++)
        {
            for (; rest % primes[i] == 0; rest /= primes[i])
            {
                axes *= Monomial.Of(names[i]);
            }
        }

        return axes * rest;
    }

    private Tensor<double>? Tried(Expr expr, ImmutableArray<int> primes)
    {
        if (expr.Op is not Ops.ShapeOp)
        {
            return variable(expr);
        }

        double?[] sizes = [.. expr.Inputs[0].Shape.Select(dim => Tried(dim.Value, primes))];
        return sizes.Any(size => size is null) ? null : Tensor.Vector<double>([.. sizes.Select(size => size!.Value)]);
    }

    private double? Tried(Monomial size, ImmutableArray<int> primes) =>
        size.Names.Aggregate((double?)size.Factor, (product, name) => product * Prime(name, primes));

    private double? Prime(string name, ImmutableArray<int> primes)
    {
        var place = names.IndexOf(name);
        if (place < 0 && names.Count < primes.Length)
        {
            names.Add(name);
            place = names.Count - 1;
        }

        return place < 0 ? null : primes[place];
    }
}
