namespace FunctionalNet;

/// <content>Einsum.</content>
public static partial class Ops
{
    /// <summary>
    /// Sums of products by Einstein's convention: each axis has a letter, axes with the same letter are indexed together, and letters that
    /// are missing after the arrow are summed over. <c>...</c> is all axes without a letter.
    /// </summary>
    /// <remarks>
    /// ONNX: its body of MatMul, Mul, ReduceSum and Transpose, two operands at a time from the left. NumPy and PyTorch: einsum. Without an
    /// arrow the result has the letters that occur once, in alphabetical order.
    /// </remarks>
    /// <param name="equation">The letters of each operand, separated by commas, then an arrow and those of the result.</param>
    /// <param name="operands">One operand per term.</param>
    /// <exception cref="ShapeException">The equation does not match the operands.</exception>
    /// <example><code>
    /// Expr scores = Ops.Einsum("bhqd,bhkd->bhqk", queries, keys);
    /// Expr traces = Ops.Einsum("...ii->...", matrices);
    /// </code></example>
    public static Expr Einsum(string equation, params Expr[] operands)
    {
        ArgumentNullException.ThrowIfNull(equation);
        ArgumentNullException.ThrowIfNull(operands);
        var sides = equation.Replace(" ", string.Empty, StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != operands.Length)
        {
            throw new ShapeException(
                nameof(Einsum),
                $"there are {operands.Length} operands for '{equation}'",
                "give a term for each, between commas, and one arrow"
            );
        }

        Labelled[] factors = [.. terms.Select((term, i) => Labelled.Of(operands[i], term))];
        Agree(factors);
        var wanted = sides.Length == 2 ? Labelled.Expand(sides[1], Ellipsis(factors)) : Implied(factors);
        factors = [.. factors.Select(factor => factor.Without(label => IsRepeated(factor, label, factors)))];
        var product = factors[0];
        for (var i = 1; i < factors.Length; i++)
        {
            var needed = factors.Skip(i + 1).SelectMany(factor => factor.Labels).Concat(wanted).ToHashSet();
            product = Labelled.Product(product, factors[i], needed);
        }

        return product.To(wanted);
    }

    private static void Agree(Labelled[] factors)
    {
        var sizes = new Dictionary<int, (Dim Size, Shape Shape)>();
        foreach (var (factor, label) in factors.SelectMany(factor => factor.Labels.Select(label => (factor, label))))
        {
            var (size, shape) = (factor.Axis(label), factor.Value.Shape);
            if (!size.IsKnown || size == 1 || sizes.TryAdd(label, (size, shape)) || sizes[label].Size == size)
            {
                continue;
            }

            var axis = Labelled.IsEllipsis(label) ? "an axis of the ellipsis" : $"the axis '{(char)label}'";
            throw new ShapeException(
                nameof(Einsum),
                $"{axis} has the size {sizes[label].Size} in {sizes[label].Shape}, and {size} in {shape}",
                "give axes with one letter the same size, or 1"
            );
        }
    }

    // An axis of size 1 broadcasts to the other operand's, as in NumPy.
    private static bool IsRepeated(Labelled factor, int label, IEnumerable<Labelled> factors) =>
        factor.Axis(label) == 1 && factors.Any(other => other.Labels.Contains(label) && other.Axis(label) != 1);

    private static int Ellipsis(IEnumerable<Labelled> factors) =>
        factors.SelectMany(factor => factor.Labels).Distinct().Count(Labelled.IsEllipsis);

    // Without an arrow: the axes of the ellipsis, then the letters that occur once, in alphabetical order.
    private static List<int> Implied(IReadOnlyCollection<Labelled> factors)
    {
        var all = factors.SelectMany(factor => factor.Written).ToList();
        return
        [
            .. Labelled.Expand("...", Ellipsis(factors)),
            .. all.Where(label => !Labelled.IsEllipsis(label))
                .GroupBy(label => label)
                .Where(same => same.Count() == 1)
                .Select(same => same.Key)
                .Order(),
        ];
    }
}
