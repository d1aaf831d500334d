using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Tile; before version 6 it repeated one axis.</summary>
internal sealed class TileNode : ILowering
{
    public static string Onnx => "Tile";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        node.Version >= 6 ? [node.Known()] : throw new UnsupportedException(Onnx, "it is the form of before version 6");
}
