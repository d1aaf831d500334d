using FunctionalNet.Import;
using Onnx;

namespace FunctionalNet.Cases;

/// <summary>A tensor with its type in the file.</summary>
/// <param name="Type">The name of the type, such as <c>Int32</c>.</param>
/// <param name="Tensor">The elements.</param>
internal sealed record TypedTensor(string Type, Tensor<double> Tensor)
{
    /// <summary>The name of a type by its number in files, which ONNX Runtime uses too.</summary>
    public static string NameOf(int code) =>
        (TensorProto.Types.DataType)code switch
        {
            TensorReader.Int2 => nameof(TensorReader.Int2),
            TensorReader.Uint2 => nameof(TensorReader.Uint2),
            _ when code == SmallFloat.E8M0.Code => "Float8E8M0",
            var type => type.ToString(),
        };
}
