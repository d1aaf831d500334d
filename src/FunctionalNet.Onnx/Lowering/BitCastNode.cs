using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Reinterprets the bits of each element as another type of the same size.</summary>
internal sealed class BitCastNode : ILowering
{
    public static string Onnx => "BitCast";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        BitForm.Of(node.TypeOf(0)) is { } from && BitForm.Of(node.Int("to", 0)) is { } to
            ? [new(new BitCast(from, to), node[0])]
            : throw new UnsupportedException(
                Onnx,
                $"from the type {node.TypeOf(0)} to {node.Int("to", 0)} it is not supported"
            );
}
