namespace FunctionalNet;

/// <content>What the batching rules of operators share.</content>
public static partial class Ops
{
    /// <summary>Whether an input has the mapped axis, in front of those of the operand of y in whose place it stands.</summary>
    internal static bool IsMapped(Expr y, Expr[] inputs, int operand) =>
        inputs[operand].Shape.Rank > y.Inputs[operand].Shape.Rank;

    /// <summary>A mapped value with as many axes behind the mapped one as <paramref name="rank"/> says: [n, ...] to [n, 1, 1, ...].</summary>
    internal static Expr Raised(Expr x, int rank) =>
        x.Reshape(
            new Shape([x.Shape[0], .. Enumerable.Repeat((Dim)1, Math.Max(0, rank + 1 - x.Shape.Rank)), .. x.Shape[1..]])
        );

    // All inputs with the mapped axis: those without it are the same at each of its places.
    private static Expr[] Mapped(Expr y, Expr[] inputs, Dim size) =>
        [
            .. inputs.Select(
                (input, i) => IsMapped(y, inputs, i) ? input : input.Expand(new Shape(size).Append(input.Shape))
            ),
        ];

    // Of a convolution: with filters for each place one of more groups, with the same filters one of more samples.
    private static Expr Convolved(Expr y, Expr[] inputs, Dim size, Func<int, Op> inGroups) =>
        IsMapped(y, inputs, 1)
            ? FromGroups(new(inGroups(Samples(size)), ToGroups(Mapped(y, inputs, size)[0]), ToSamples(inputs[1])), size)
            : FromSamples(new(y.Op, ToSamples(inputs[0]), inputs[1]), size);

    // [n, b, ...] to [n b, ...], and back.
    private static Expr ToSamples(Expr x) => x.Reshape(new Shape(Dim.Product(x.Shape[..2])).Append(x.Shape[2..]));

    private static Expr FromSamples(Expr x, Dim size)
    {
        var each = Monomial.Product(x.Shape[..1]).Over(size.Value);
        return x.Reshape(new Shape(size, Dim.Of(each ?? 0)).Append(x.Shape[1..]));
    }

    // [n, b, c, ...] to [b, n c, ...], and back: each place of the mapped axis has groups of its own.
    private static Expr ToGroups(Expr x)
    {
        var swapped = SwapFirstTwo(x);
        return swapped.Reshape(new Shape(x.Shape[1], Dim.Product([x.Shape[0], x.Shape[2]])).Append(x.Shape[3..]));
    }

    private static Expr FromGroups(Expr x, Dim size) =>
        SwapFirstTwo(x.Reshape(new Shape(x.Shape[0], size, x.Shape[1].Size / size.Size).Append(x.Shape[2..])));

    private static int Samples(Dim size) =>
        size.IsKnown
            ? size.Size
            : throw new ShapeException(
                "Vmap",
                $"each of '{size}' samples has filters of its own, and their number is the number of groups of one convolution",
                "give the number of samples, as in Vmap(32) or PerExampleGradient(size: 32)"
            )
            {
                IsOfFreeAxis = true,
            };
}
