using System.Numerics;
using FunctionalNet.Export;
using FunctionalNet.Import;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet.Cases;

/// <summary>Tensors in separate files, as in ONNX's tests: one TensorProto per file.</summary>
internal static class TensorFile
{
    /// <summary>The tensor in a file, and the name of its type.</summary>
    /// <exception cref="FormatException">The file holds no tensor, or one of an unsupported type.</exception>
    public static TypedTensor Load(string path)
    {
        var tensor = Proto(path);
        return new(TypedTensor.NameOf(tensor.DataType), TensorReader.Read<double>(tensor));
    }

    /// <summary>Writes a tensor; numbers in the number type of the tensor.</summary>
    public static Either<Error, Unit> Save<T>(string path, string name, ElementType element, Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var precision = typeof(T) == typeof(double) ? Precision.Float64 : Precision.Float32;
        var proto = Tensors.Of(name, new TensorType(tensor.Shape, element), tensor.Span, precision);
        return WholeFile.Write(path, stream => proto.WriteTo(stream));
    }

    /// <summary>The files input_0.pb, input_1.pb, ... of a folder, in order.</summary>
    public static IReadOnlyList<string> Numbered(string folder, string prefix) =>
        [
            .. Enumerable
                .Range(0, int.MaxValue)
                .Select(i => Path.Combine(folder, $"{prefix}_{i}.pb"))
                .TakeWhile(File.Exists),
        ];

    private static TensorProto Proto(string path)
    {
        try
        {
            return TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FormatException($"{Path.GetFileName(path)} holds no tensor: {error.Message}", error);
        }
    }
}
