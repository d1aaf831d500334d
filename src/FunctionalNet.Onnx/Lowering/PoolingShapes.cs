using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>Special cases of pools that the catalogue lacks: windows that are larger than their axis.</summary>
internal static class PoolingShapes
{
    /// <summary>The node with its operand cropped to what windows read, and its window.</summary>
    /// <exception cref="UnsupportedException">It has both automatic padding and dilation.</exception>
    public static (OnnxNode Node, Window Window) Of(OnnxNode given)
    {
        var attributes = WindowAttributes.Of(given);
        var kernel = attributes
            .KernelOf(given)
            .For(Window.Axes(given.Operator, given[0].Shape), 1, given.Operator, "kernel");
        var node = SamePadding.Cut(given, kernel);
        var x = node[0].Shape;
        var window = Window.Of(node.Operator, x, kernel, attributes.Strides, attributes.Padding, attributes.Dilations);
        return
            node.Text("auto_pad", string.Empty).StartsWith("SAME", StringComparison.Ordinal)
            && Enumerable.Range(0, window.Rank).Any(axis => window.Reach(axis) > window.Kernel[axis])
            ? throw new UnsupportedException(
                node.Operator,
                "auto_pad with dilations pads for the kernel alone in ONNX Runtime, and for all places that it reaches over in ONNX: give pads"
            )
            : (node, window);
    }

    /// <summary>The pool of a window that is larger than its axis: empty; null if the window fits each axis.</summary>
    public static Expr? Empty(OnnxNode node, Window window)
    {
        var (x, ceiling) = (node[0], node.Flag("ceil_mode", false));
        if (!Enumerable.Range(0, window.Rank).Any(IsEmpty))
        {
            return null;
        }

        for (var axis = 0; axis < window.Rank; axis++)
        {
            var (size, wanted) = (
                x.Shape[axis + 2].Size,
                IsEmpty(axis) ? 0 : window.Outputs(node.Operator, node[0].Shape, axis, ceiling).Size
            );
            int[] none = new int[x.Shape.Rank];
            int[] behind = [.. none.Select((_, i) => i == axis + 2 ? wanted - size : 0)];
            x = wanted <= size ? x.Narrow(axis + 2, 0, wanted) : x.Pad(none, behind);
        }

        return x;

        bool IsEmpty(int axis)
        {
            if (!node[0].Shape[axis + 2].IsKnown)
            {
                return false;
            }

            // Short by one stride or more; a fraction of one is rounded up to a window, and rounding down is not agreed on.
            var (room, stride) = (window.Room(node[0].Shape[axis + 2].Size, axis), window.Strides[axis]);
            return room < 0 && room > -stride && !ceiling
                ? throw new UnsupportedException(
                    node.Operator,
                    $"its window is larger than axis {axis + 2} of {node[0].Shape} with its padding, which gives one window in ONNX Runtime and none in ONNX: take a smaller kernel or ceil_mode"
                )
                : room / stride == -1;
        }
    }
}
