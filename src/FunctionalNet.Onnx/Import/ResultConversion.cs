using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>
/// Converts results to their types in the file, for all operators in one place. Integers of 8, 16 and 32 bits wrap around after every node
/// that computes new ones. Floating-point numbers of 16 bits are computed in higher precision, as in ONNX Runtime on a CPU, and rounded
/// where the file casts to them and at outputs.
/// </summary>
internal static class ResultConversion
{
    // The results of these are in range already: elements of their operands, 0 and 1, or converted.
    private static readonly HashSet<string> AlreadyInRange =
    [
        .. """
            Identity Reshape Flatten Squeeze Unsqueeze Transpose Concat Split Slice Gather GatherElements GatherND Expand Tile Pad
            Where Compress DepthToSpace SpaceToDepth ReverseSequence Trilu Max Min Clip TopK ReduceMax ReduceMin MaxPool Dropout
            OneHot EyeLike Constant ConstantOfShape Unique Sign Relu CenterCropPad TensorScatter NonMaxSuppression
            BitwiseAnd BitwiseOr BitwiseXor BitCast
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>A result in its type.</summary>
    /// <param name="result">The unconverted result of the operator.</param>
    /// <param name="onnx">The operator.</param>
    /// <param name="from">The type of the first operand; the source type of a cast.</param>
    /// <param name="to">The type of the result.</param>
    /// <param name="isOurs">Whether this library wrote the file, in which casts from integers do not round.</param>
    public static Expr Of(Expr result, string onnx, DataType from, DataType to, bool isOurs)
    {
        if (result.IsFloat)
        {
            // Its kernel gives 16 bits, unlike those that ONNX Runtime runs in 32.
            if (onnx == "DequantizeLinear" && to is (DataType.Float16 or DataType.Bfloat16))
            {
                return Rounded(result, from, to);
            }

            return onnx is "Cast" or "CastLike" && (from == DataType.Double || !isOurs || to != DataType.Float)
                ? Rounded(result, from, to)
                : result;
        }

        return Whole(to) is not { } type ? result
            : onnx is "Cast" or "CastLike"
                ? (Whole(from) is { } given && given.FitsInto(type)) || from == DataType.Bool ? result
                    : new Expr(new Wrap(type, IsConverted(result)), result)
            : AlreadyInRange.Contains(onnx) ? result
            : result.Op.Name == "Mul" && type.Bits < 64
                ? new Expr(new WrapProduct(type), result.Inputs[0], result.Inputs[1])
            : new Expr(new Wrap(type, IsConverted(result)), result);
    }

    /// <summary>An output as its readers see it.</summary>
    /// <param name="result">The output of the graph.</param>
    /// <param name="type">Its type in the file.</param>
    /// <param name="hasDoubles">Whether the file has doubles, so that its float32 values are computed in double as well.</param>
    public static Expr Output(Expr result, DataType type, bool hasDoubles) =>
        Rounded(result, hasDoubles && type == DataType.Float ? DataType.Double : type, type);

    /// <summary>An operand of a kernel for 16 bits, which ONNX Runtime rounds before it.</summary>
    public static Expr Operand(Expr operand, long type) =>
        (DataType)type is DataType.Float16 or DataType.Bfloat16
            ? Rounded(operand, (DataType)type, (DataType)type)
            : operand;

    /// <summary>Integer types that need wrapping: expressions represent all signed 64-bit integers.</summary>
    public static WholeType? Whole(DataType type) =>
        type switch
        {
            TensorReader.Int2 => new((long)type, 2, true),
            TensorReader.Uint2 => new((long)type, 2, false),
            DataType.Int4 => new((long)type, 4, true),
            DataType.Uint4 => new((long)type, 4, false),
            DataType.Int8 => new((long)type, 8, true),
            DataType.Uint8 => new((long)type, 8, false),
            DataType.Int16 => new((long)type, 16, true),
            DataType.Uint16 => new((long)type, 16, false),
            DataType.Int32 => new((long)type, 32, true),
            DataType.Uint32 => new((long)type, 32, false),
            DataType.Uint64 => new((long)type, 64, false),
            _ => null,
        };

    private static Expr Rounded(Expr result, DataType from, DataType to) =>
        to switch
        {
            DataType.Float16 => Rounding.Of(result, Precision.Float16),
            DataType.Bfloat16 => Rounding.Of(result, Precision.BFloat16),
            DataType.Float when IsLongerThanSingle(from) => Rounding.Of(result, Precision.Float32),
            _ => result,
        };

    private static bool IsConverted(Expr result) => result.Op.Name == "Cast" && result.Inputs[0].IsFloat;

    private static bool IsLongerThanSingle(DataType type) =>
        type is DataType.Double or DataType.Int32 or DataType.Uint32 or DataType.Int64 or DataType.Uint64;
}
