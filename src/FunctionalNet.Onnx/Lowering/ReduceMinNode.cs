using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>ReduceMin; the minimum of no integers is the maximum of their type.</summary>
internal sealed class ReduceMinNode : ILowering
{
    public static string Onnx => "ReduceMin";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            Extremes.Of(
                node,
                type =>
                    type is { Bits: 64, IsSigned: false }
                        ? throw new UnsupportedException(
                            Onnx,
                            $"the smallest of no uint64, {ulong.MaxValue}, is too large to be computed with exactly"
                        )
                        : type.Largest
            ),
        ];
}
