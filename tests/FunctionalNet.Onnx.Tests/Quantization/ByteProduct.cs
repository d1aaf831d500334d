using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Quantization;

/// <summary>
/// A quantized product of a file in either form, operator-oriented or QDQ: the weight bytes that each output sums over, in order.
/// </summary>
internal sealed record ByteProduct(bool IsSigned, byte Zero, byte[][] Outputs)
{
    /// <summary>The integer products of a model, and the float products of weights from DequantizeLinear.</summary>
    public static IReadOnlyList<ByteProduct> In(ModelProto model)
    {
        var graph = model.Graph;
        return
        [
            .. graph
                .Node.Select(node =>
                    node.OpType switch
                    {
                        "MatMulInteger" => Of(Initial(node.Input[1]), Initial(node.Input[3]), axis: 1),
                        "ConvInteger" => Of(Initial(node.Input[1]), Initial(node.Input[3]), axis: 0),
                        "MatMul" or "Gemm" or "Conv" when Restored(node) is { } restored => Of(
                            Initial(restored.Input[0]),
                            Initial(restored.Input[2]),
                            (int)restored.Attribute.Single(one => one.Name == "axis").I
                        ),
                        _ => null,
                    }
                )
                .OfType<ByteProduct>(),
        ];

        TensorProto Initial(string name) => graph.Initializer.Single(tensor => tensor.Name == name);

        NodeProto? Restored(NodeProto node) =>
            graph.Node.SingleOrDefault(one => one.OpType == "DequantizeLinear" && one.Output[0] == node.Input[1]);
    }

    private static ByteProduct Of(TensorProto weight, TensorProto zero, int axis)
    {
        Assert.Equal(weight.DataType, zero.DataType);
        var zeros = zero.RawData.Distinct();
        var outputs = Enumerable.Range(0, (int)weight.Dims[axis]).Select(_ => new List<byte>()).ToArray();
        var inner = weight.Dims.Skip(axis + 1).Aggregate(1L, (product, dim) => product * dim);
        for (var i = 0; i < weight.RawData.Length; i++)
        {
            outputs[i / inner % outputs.Length].Add(weight.RawData[i]);
        }

        return new(
            weight.DataType == (int)DataType.Int8,
            Assert.Single(zeros),
            [.. outputs.Select(bytes => bytes.ToArray())]
        );
    }
}
