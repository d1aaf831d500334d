namespace FunctionalNet.Lowering;

/// <summary>A tensor filled with one value, 0 by default.</summary>
internal sealed class ConstantOfShape : ILowering
{
    public static string Onnx => "ConstantOfShape";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var value = node.Attributes.GetValueOrDefault("value") switch
        {
            null => new Constant(new TensorType(new Shape(1)), [0]),
            Constant { Values.Length: 1 } one => one,
            _ => throw new FormatException("ConstantOfShape takes a tensor of one value."),
        };
        var element = value.Infer([]).Element;
        var scalar = Reading.Scalar(value.Values[0], element);
        return
        [
            node.Fixed(node[0]) is not null ? scalar.Expand(Shape.Of(node.Ints(0)!)) : FreeAxes.Expand(scalar, node, 0),
        ];
    }
}
