namespace FunctionalNet.Lowering;

/// <summary>Concat; before version 4 the default axis was 1.</summary>
internal sealed class ConcatNode : ILowering
{
    public static string Onnx => "Concat";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.Version < 4 && !node.Attributes.ContainsKey("axis") ? node.With("axis", 1L).Known() : node.Known()];
}
