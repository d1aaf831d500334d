using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>What pools have in common that is none of the catalogue's: windows that are larger than their axis.</summary>
internal static class PoolingShapes
{
    /// <summary>The node with no more of its operand than windows read, and its window.</summary>
    /// <exception cref="UnsupportedException">It is padded to fit while its places are apart.</exception>
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

    /// <summary>The pool where a window is larger than its axis, so that there is none: empty; null where each axis has one.</summary>
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
            x = wanted <= size ? x.Slice(axis + 2, 0, wanted) : x.Pad(none, behind);
        }

        return x;

        bool IsEmpty(int axis)
        {
            if (!node[0].Shape[axis + 2].IsKnown)
            {
                return false;
            }

            // One stride short or more; a part of one is rounded up to a window, and down to what is not agreed on.
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
