namespace FunctionalNet.Lowering;

/// <summary>Sums of products by Einstein's convention, two operands at a time as matrix products.</summary>
internal sealed class Einsum : ILowering
{
    public static string Onnx => "Einsum";

    public static WeightUse Learns => WeightUse.At(0, 1, 2, 3);

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var sides = node.Text("equation", string.Empty)
            .Replace(" ", string.Empty, StringComparison.Ordinal)
            .Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != node.Inputs.Length)
        {
            throw new FormatException($"Einsum has {node.Inputs.Length} operands for '{sides[0]}'.");
        }

        Labelled[] operands = [.. terms.Select((term, i) => Labelled.Of(node[i], term))];
        var wanted = sides.Length == 2 ? Labelled.Expand(sides[1], Ellipsis(operands)) : Implied(operands);
        var product = operands[0];
        for (var i = 1; i < operands.Length; i++)
        {
            var needed = operands.Skip(i + 1).SelectMany(operand => operand.Labels).Concat(wanted).ToHashSet();
            product = Labelled.Product(product, operands[i], needed);
        }

        return [product.To(wanted)];
    }

    private static int Ellipsis(IEnumerable<Labelled> operands) =>
        operands.SelectMany(operand => operand.Labels).Distinct().Count(Labelled.IsEllipsis);

    // Without an arrow: the axes of the ellipsis, then the letters that stand once, in the order of the alphabet.
    private static List<int> Implied(IReadOnlyCollection<Labelled> operands)
    {
        var all = operands.SelectMany(operand => operand.Written).ToList();
        return
        [
            .. Labelled.Expand("...", Ellipsis(operands)),
            .. all.Where(label => !Labelled.IsEllipsis(label))
                .GroupBy(label => label)
                .Where(same => same.Count() == 1)
                .Select(same => same.Key)
                .Order(),
        ];
    }
}
