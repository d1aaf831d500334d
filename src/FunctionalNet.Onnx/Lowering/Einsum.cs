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
        operands = [.. operands.Select(operand => operand.Without(label => IsRepeated(operand, label, operands)))];
        var product = operands[0];
        for (var i = 1; i < operands.Length; i++)
        {
            var needed = operands.Skip(i + 1).SelectMany(operand => operand.Labels).Concat(wanted).ToHashSet();
            product = Labelled.Product(product, operands[i], needed);
        }

        return [product.To(wanted)];
    }

    // An axis of 1 stands for as many as another operand has of it, as numpy takes it.
    private static bool IsRepeated(Labelled operand, int label, IEnumerable<Labelled> operands) =>
        operand.Axis(label) == 1 && operands.Any(other => other.Labels.Contains(label) && other.Axis(label) != 1);

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
