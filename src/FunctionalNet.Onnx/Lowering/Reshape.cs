namespace FunctionalNet.Lowering;

/// <summary>Reshape, whose sizes may be computed from free axes; before version 5 they were an attribute.</summary>
internal sealed class Reshape : ILowering
{
    public static string Onnx => "Reshape";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (node.Inputs.Length < 2)
        {
            return [x.Reshape(node.Axes(1, "shape") ?? throw new FormatException("Reshape needs a shape."))];
        }

        if (node.Fixed(node[1]) is not null)
        {
            return [node.Known()];
        }

        var sizes =
            node.FreeSizes(node[1])
            ?? throw new NotKnownException("Reshape needs sizes that are known, or those of an operand.");

        // A size of 0 keeps the axis at its position; one axis may be inferred.
        var rest = Rest(x.Shape, sizes);
        int[] asked =
        [
            .. sizes.Select(
                (size, axis) =>
                    size is not { } dim ? rest ?? -1
                    : dim.IsKnown ? dim.Size
                    : axis < x.Shape.Rank && x.Shape[axis] == dim ? 0
                    : -1
            ),
        ];
        return
        [
            asked.Count(size => size == -1) <= 1
                ? x.Reshape(asked)
                : throw new NotKnownException(
                    $"Reshape of {x.Shape} to [{string.Join(", ", sizes.Select(size => size?.ToString() ?? "-1"))}] "
                        + "moves more than one free axis: give the shapes of the inputs."
                ),
        ];
    }

    // The inferred size, if all free axes are used already.
    private static int? Rest(Shape x, IReadOnlyList<Dim?> sizes)
    {
        var others = Monomial.Product(
            sizes.Select(
                (size, axis) =>
                    size is not { } dim ? 1
                    : dim == 0 && axis < x.Rank ? x[axis]
                    : dim
            )
        );
        return others != 0 && Monomial.Product(x).Over(others) is { IsNumber: true } rest ? (int)rest.Factor : null;
    }
}
