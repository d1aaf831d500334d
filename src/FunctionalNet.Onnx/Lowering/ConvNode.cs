namespace FunctionalNet.Lowering;

/// <summary>Conv, also where its padding is less than nothing.</summary>
internal sealed class ConvNode : ILowering
{
    public static string Onnx => "Conv";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            (
                node[1].Shape is { Rank: > 2, IsKnown: true } filters
                    ? SamePadding.Cut(node, new(filters[2..].Sizes()))
                    : node
            ).Known(),
        ];
}
