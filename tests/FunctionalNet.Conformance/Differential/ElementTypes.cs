using FunctionalNet.Cases;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Element types by their names in ONNX's schemas, and their widths in bits.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<string, DataType> ByWord = Enumerable
        .Range(1, 26)
        .Where(code => (DataType)code is not (DataType.String or DataType.Complex64 or DataType.Complex128))
        .ToDictionary(
            code => TypedTensor.NameOf(code).ToLowerInvariant(),
            code => (DataType)code,
            StringComparer.Ordinal
        );

    /// <summary>The type of a name in a schema; null for strings, complex numbers and non-tensors.</summary>
    public static DataType? Of(string word) => ByWord.TryGetValue(word, out var type) ? type : null;

    /// <summary>Whether it is a floating-point type of at least 16 bits.</summary>
    public static bool IsFloat(DataType type) =>
        type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    /// <summary>Whether it is an integer type of at least 8 bits.</summary>
    public static bool IsWhole(DataType type) =>
        IsSigned(type) || type is DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Uint64;

    /// <summary>Whether it is a signed integer type.</summary>
    public static bool IsSigned(DataType type) =>
        type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;

    /// <summary>The width of an element in bits.</summary>
    public static int Bits(DataType type) =>
        (int)type switch
        {
            1 or 6 or 12 => 32,
            7 or 11 or 13 => 64,
            4 or 5 or 10 or 16 => 16,
            21 or 22 or 23 => 4,
            25 or 26 => 2,
            _ => 8,
        };
}
