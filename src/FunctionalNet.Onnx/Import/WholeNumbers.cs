using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>
/// Whole numbers of fewer bits, which an expression does not know: an expression's are exact, a file's start anew where they do
/// not fit. Those of 32 and 64 bits, which are sizes, places and labels, are taken as they are.
/// </summary>
internal static class WholeNumbers
{
    private static readonly HashSet<string> Growing = new(StringComparer.Ordinal)
    {
        "Abs",
        "Add",
        "BitShift",
        "BitwiseNot",
        "Cast",
        "CastLike",
        "CumProd",
        "CumSum",
        "Einsum",
        "Gemm",
        "MatMul",
        "Mul",
        "Neg",
        "Pow",
        "ReduceL1",
        "ReduceProd",
        "ReduceSum",
        "ReduceSumSquare",
        "Sub",
        "Sum",
    };

    /// <summary>The type of a result in the file: that of the first whole operand, unless the operator says otherwise.</summary>
    public static DataType TypeOf(NodeProto node, Expr result, int output, IEnumerable<Value> operands) =>
        result.Type.Element switch
        {
            ElementType.Float => DataType.Float,
            ElementType.Bool => DataType.Bool,
            _ => node.OpType switch
            {
                "Cast" => (DataType)(node.Attribute.FirstOrDefault(a => a.Name == "to")?.I ?? 0),
                "CastLike" => operands.ElementAtOrDefault(1).Type,
                "Constant" or "ConstantOfShape" => OrLong((DataType?)node.Attribute.FirstOrDefault()?.T?.DataType),
                "ArgMax" or "ArgMin" or "Shape" or "Size" or "NonZero" => DataType.Int64,
                "TopK" or "MaxPool" or "Unique" when output > 0 => DataType.Int64,
                _ => operands
                    .Where(operand => operand.Expr?.Type.Element == ElementType.Int64)
                    .Select(operand => operand.Type)
                    .DefaultIfEmpty(DataType.Int64)
                    .First(),
            },
        };

    /// <summary>The result as its type holds it.</summary>
    public static Expr Fit(Expr result, string onnx, DataType type)
    {
        var (bits, signed) = type switch
        {
            DataType.Uint8 => (8, false),
            DataType.Uint16 => (16, false),
            DataType.Uint32 => (32, false),
            DataType.Int8 => (8, true),
            DataType.Int16 => (16, true),
            _ => (0, false),
        };
        if (bits == 0 || result.Type.Element != ElementType.Int64 || !Growing.Contains(onnx))
        {
            return result;
        }

        var range = Whole(Math.Pow(2, bits));
        var half = signed ? Whole(Math.Pow(2, bits - 1)) : Whole(0);
        var rest = (result + half).Mod(range);
        return (rest < Whole(0)).Where(rest + range, rest) - half;
    }

    private static Expr Whole(double value) => Ops.Constant(Shape.Scalar, [value], ElementType.Int64);

    private static DataType OrLong(DataType? type) => type is null or DataType.Undefined ? DataType.Int64 : type.Value;
}
