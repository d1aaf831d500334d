using FunctionalNet.Cases;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The types of elements by ONNX's words, and how many bits they have.</summary>
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

    /// <summary>The type of a word of a schema; null for texts, complex numbers and what is no tensor.</summary>
    public static DataType? Of(string word) => ByWord.TryGetValue(word, out var type) ? type : null;

    /// <summary>Whether it is of numbers with a fraction and 16 bits or more.</summary>
    public static bool IsFloat(DataType type) =>
        type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    /// <summary>Whether it is of whole numbers of 8 bits or more.</summary>
    public static bool IsWhole(DataType type) =>
        IsSigned(type) || type is DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Uint64;

    /// <summary>Whether it is of whole numbers with a sign.</summary>
    public static bool IsSigned(DataType type) =>
        type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;

    /// <summary>The bits of an element.</summary>
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
