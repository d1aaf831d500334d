using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet.Import;

/// <summary>
/// What an importer knows of values before the graph runs: constants and what follows from them; and of sizes with free axes
/// among them, which free axis each is.
/// </summary>
internal sealed class Knowledge
{
    // How free axes enter a size is found out by trying: distinct primes, so that no two products are equal.
    private static readonly ImmutableArray<ImmutableArray<int>> Trials =
    [
        [10_007, 10_009, 10_037, 10_039, 10_061, 10_067],
        [20_011, 20_021, 20_023, 20_029, 20_047, 20_051],
        [30_011, 30_013, 30_029, 30_047, 30_059, 30_071],
    ];

    private readonly Func<Expr, Tensor<double>?> variable;
    private readonly Folding known;
    private readonly ImmutableArray<Folding> trials;
    private readonly List<string> names = [];

    /// <param name="variable">The value of a variable that may be taken as fixed, or null.</param>
    public Knowledge(Func<Expr, Tensor<double>?> variable)
    {
        this.variable = variable;
        known = new Folding(expr => expr.Op is ShapeValue ? null : variable(expr));
        trials = [.. Trials.Select((_, trial) => new Folding(expr => Tried(expr, trial), wraps: false))];
    }

    /// <summary>The fixed value of an expression, or null.</summary>
    public Constant? Constant(Expr expr)
    {
        if (expr.Op is Constant constant)
        {
            return constant;
        }

        var value = known.Of(expr);
        return value is null
            ? (Sizes(expr) is { } sizes && sizes.All(size => size.Name.Length == 0) ? Of(expr, sizes) : null)
            : new Constant(expr.Type, [.. value.Span]);
    }

    /// <summary>
    /// The sizes that a vector of whole numbers holds, a named one for each that comes from a free axis and null for -1; null
    /// where they cannot be known.
    /// </summary>
    public ImmutableArray<Dim?>? FreeSizes(Expr expr) =>
        Sizes(expr) is not { } sizes || sizes.Any(size => size.Factor is < -1 or > int.MaxValue)
            ? null
            :
            [
                .. sizes.Select(size =>
                    size.Factor < 0 ? (Dim?)null
                    : size.Name.Length == 0 ? (Dim)(int)size.Factor
                    : Dim.Named(
                        size.Factor == 1
                            ? size.Name
                            : string.Create(CultureInfo.InvariantCulture, $"{size.Name}*{size.Factor}")
                    )
                ),
            ];

    private static Constant? Of(Expr expr, IReadOnlyList<(long Factor, string Name)> sizes) =>
        new(expr.Type, [.. sizes.Select(size => (double)size.Factor)]);

    private List<(long Factor, string Name)>? Sizes(Expr expr)
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

        var sizes = new List<(long Factor, string Name)>();
        for (var i = 0; i < values[0]!.Length; i++)
        {
            if (Size([.. values.Select(value => value!.Span[i])]) is not { } size)
            {
                return null;
            }

            sizes.Add(size);
        }

        return sizes;
    }

    // A number, or a number of times one free axis or two.
    private (long Factor, string Name)? Size(double[] values)
    {
        IEnumerable<int[]> products =
        [
            [],
            .. names.Select((_, i) => new[] { i }),
            .. from i in Enumerable.Range(0, names.Count)
            from j in Enumerable.Range(i, names.Count - i)
            select new[] { i, j },
        ];
        foreach (var product in products)
        {
            double[] factors =
            [
                .. values.Select((value, trial) => value / product.Aggregate(1.0, (p, i) => p * Trials[trial][i])),
            ];
            if (factors.All(factor => factor.Equals(factors[0])) && double.IsInteger(factors[0]))
            {
                return (
                    (long)factors[0],
                    string.Join('*', product.Select(i => names[i]).Order(StringComparer.Ordinal))
                );
            }
        }

        return null;
    }

    private Tensor<double>? Tried(Expr expr, int trial)
    {
        if (expr.Op is not ShapeValue)
        {
            return variable(expr);
        }

        var sizes = expr.Inputs[0].Shape.Select(dim => Tried(dim, trial)).ToArray();
        return sizes.Any(size => size is null) ? null : Tensor.Vector<double>([.. sizes.Select(size => size!.Value)]);
    }

    // A free axis may be a product, such as batch*4.
    private double? Tried(Dim dim, int trial)
    {
        if (dim.IsKnown)
        {
            return dim.Size;
        }

        var size = 1.0;
        foreach (var part in dim.Name!.Split('*'))
        {
            if (double.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var factor))
            {
                size *= factor;
                continue;
            }

            var place = names.IndexOf(part);
            if (place < 0)
            {
                place = names.Count;
                names.Add(part);
            }

            if (place >= Trials[trial].Length)
            {
                return null;
            }

            size *= Trials[trial][place];
        }

        return size;
    }
}
