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
                    type.Bits == 64
                        ? throw new UnsupportedException(
                            Onnx,
                            $"the smallest of no {(type.IsSigned ? $"int64, {long.MaxValue}" : $"uint64, {ulong.MaxValue}")}, is too large to be computed with exactly"
                        )
                        : type.Largest
            ),
        ];
}
