using System.Collections.Immutable;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>The types of a node's results in the file, as its operator is specified.</summary>
internal static class ResultTypes
{
    private static readonly HashSet<string> BoolResults =
    [
        .. "And Or Xor Not Equal Greater GreaterOrEqual Less LessOrEqual IsInf IsNaN".Split(' '),
    ];

    private static readonly HashSet<string> Int64Results =
    [
        .. "ArgMax ArgMin NonMaxSuppression NonZero Shape Size".Split(' '),
    ];

    /// <summary>The type of a result: for most operators that of the first operand.</summary>
    /// <param name="onnx">The operator.</param>
    /// <param name="opset">The version of the operator set.</param>
    /// <param name="output">The index of the result.</param>
    /// <param name="operands">The types of the operands; undefined for an absent one.</param>
    /// <param name="attribute">The attributes by name, or null.</param>
    public static DataType Of(
        string onnx,
        long opset,
        int output,
        ImmutableArray<DataType> operands,
        Func<string, AttributeProto?> attribute
    )
    {
        return (onnx, output) switch
        {
            _ when BoolResults.Contains(onnx) => DataType.Bool,
            _ when Int64Results.Contains(onnx) => DataType.Int64,
            ("MaxPool" or "TopK" or "Unique", > 0) => DataType.Int64,
            ("Cast" or "BitCast", _) => Named("to") ?? DataType.Undefined,
            ("CastLike" or "Where" or "RMSNormalization", _) => Operand(1),
            ("OneHot", _) => Operand(2),
            ("Constant", _) => OfConstant(attribute),
            ("ConstantOfShape", _) => (DataType?)attribute("value")?.T?.DataType ?? DataType.Float,
            ("Bernoulli" or "EyeLike" or "RandomNormalLike" or "RandomUniformLike", _) => Named("dtype") ?? Operand(0),
            ("BlackmanWindow" or "HammingWindow" or "HannWindow" or "MelWeightMatrix", _) => Named("output_datatype")
                ?? DataType.Float,
            ("BatchNormalization", > 0) => Operand(3),
            ("LayerNormalization", > 0) => Named("stash_type") ?? DataType.Float,
            ("Dropout", 1) when opset >= 10 => DataType.Bool,
            ("DequantizeLinear", _) => Named("output_dtype") ?? Operand(1),
            ("QuantizeLinear", _) when operands.Length > 2 => Operand(2),
            ("QuantizeLinear", _) => Named("output_dtype") ?? DataType.Uint8,
            ("DynamicQuantizeLinear", _) => output == 1 ? DataType.Float : DataType.Uint8,
            ("MatMulInteger" or "ConvInteger", _) => DataType.Int32,
            ("QLinearMatMul" or "QLinearConv", _) => Operand(7),
            ("Attention", 2) => Operand(2),
            ("TfIdfVectorizer", _) => DataType.Float,
            ("Gradient", _) => Operand(output),
            ("Adam" or "Adagrad" or "Momentum", _) => Operand(2),
            _ => Operand(0),
        };

        DataType Operand(int place) => place < operands.Length ? operands[place] : DataType.Undefined;

        DataType? Named(string name) =>
            attribute(name) is not { } given ? null
            : given.S.IsEmpty ? (DataType)given.I
            : Enum.TryParse<DataType>(given.S.ToStringUtf8(), ignoreCase: true, out var type) ? type
            : null;
    }

    private static DataType OfConstant(Func<string, AttributeProto?> attribute) =>
        attribute("value")?.T is { } tensor ? (DataType)tensor.DataType
        : attribute("value_int") is not null || attribute("value_ints") is not null ? DataType.Int64
        : DataType.Float;
}
