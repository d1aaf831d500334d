namespace FunctionalNet;

/// <summary>The ONNX form of reductions.</summary>
internal static class ReductionNode
{
    /// <summary>
    /// A node with axes, which are an operand from an opset on, and were an attribute before, when an empty list meant all axes.
    /// </summary>
    /// <param name="onnx">The operator type.</param>
    /// <param name="x">The operand.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="keepDims">Whether they are kept with size 1.</param>
    /// <param name="axesInput">The first opset in which the axes are an operand.</param>
    public static OnnxNode Of(string onnx, Expr x, Ints axes, bool keepDims, int axesInput = 18)
    {
        var node = new OnnxNode(onnx, [x]).With("keepdims", keepDims ? 1L : 0L);
        return (node with { Inputs = [x, Ops.Integers(axes.Span)] }).Before(
            axesInput,
            axes.Count == 0 ? null : node.With("axes", axes.ToLongs())
        );
    }
}
