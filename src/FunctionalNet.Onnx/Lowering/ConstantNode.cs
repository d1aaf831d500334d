using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>A constant from an attribute.</summary>
internal sealed class ConstantNode : ILowering
{
    public static string Onnx => "Constant";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Attributes.Count != 1)
        {
            throw new FormatException(
                $"Constant has {node.Attributes.Count} attributes; exactly one of them is its value"
            );
        }

        foreach (var (name, value) in node.Attributes)
        {
            Expr? constant = (name, value) switch
            {
                ("value", Constant tensor) => new Expr(tensor),
                ("value_float", double number) => number,
                ("value_int", long number) => Reading.Scalar(TensorReader.Held(number), ElementType.Int64),
                ("value_floats", double[] numbers) => Ops.Constant(Shape.Of(numbers.Length), numbers),
                ("value_ints", long[] numbers) => Ops.Constant(
                    Shape.Of(numbers.Length),
                    [.. numbers.Select(TensorReader.Held)],
                    ElementType.Int64
                ),
                _ => null,
            };
            if (constant is not null)
            {
                return [constant];
            }
        }

        throw new UnsupportedException("Constant", "it has no value of a type that is supported");
    }
}
