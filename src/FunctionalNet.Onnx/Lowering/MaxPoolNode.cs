using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>MaxPool of any numbers, with the indices of the maxima in the flattened tensor.</summary>
internal sealed class MaxPoolNode : ILowering
{
    public static string Onnx => "MaxPool";

    public static IReadOnlyList<Expr> Lower(OnnxNode given)
    {
        var (node, window) = PoolingShapes.Of(given);
        if (PoolingShapes.Empty(node, window) is { } empty)
        {
            return [empty, empty.Cast(ElementType.Int64)];
        }

        if (Enumerable.Range(0, window.Rank).Any(axis => ReadsNothing(window, node, axis)))
        {
            throw new UnsupportedException(
                Onnx,
                "a window lies in the padding, of which ONNX Runtime gives the least finite number and ONNX -∞: pad by less"
            );
        }

        if (node.Outputs > 1 && node[0] != given[0])
        {
            throw new UnsupportedException(
                Onnx,
                "it gives places, and its windows are further apart than they are long: give pads instead of auto_pad"
            );
        }

        var x = node[0].Cast(ElementType.Float);
        var largest = (node with { Inputs = [x], Attributes = node.Attributes.Remove("storage_order") }).Known();
        var y = largest.Cast(node[0].Type.Element);
        return node.Outputs > 1 ? [y, MaxIndices.Of(node, x, largest.Shape)] : [y];
    }

    private static bool ReadsNothing(Window window, OnnxNode node, int axis)
    {
        var x = node[0].Shape;
        if (!x[axis + 2].IsKnown || window.Before[axis] + window.After[axis] == 0)
        {
            return false;
        }

        var outputs = window.Outputs(Onnx, x, axis, node.Flag("ceil_mode", false)).Size;
        return Enumerable
            .Range(0, outputs)
            .Any(output =>
                Enumerable
                    .Range(0, window.Kernel[axis])
                    .Select(tap =>
                        (output * window.Strides[axis]) + (tap * window.Dilations[axis]) - window.Before[axis]
                    )
                    .All(place => place < 0 || place >= x[axis + 2].Size)
            );
    }
}
