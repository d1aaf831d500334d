using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>A node that multiplies an activation with a weight of the file: what quantization speeds up.</summary>
/// <param name="Node">MatMul, Gemm or Conv.</param>
/// <param name="Weight">Its weight, in float32.</param>
/// <param name="Axis">The axis of the weight that its outputs lie along.</param>
internal sealed record Linear(NodeProto Node, TensorProto Weight, int Axis)
{
    /// <summary>Gets the activation.</summary>
    public string Input => Node.Input[0];

    /// <summary>Gets a value indicating whether the weight is turned before it multiplies.</summary>
    public bool IsTransposed => Node.OpType == "Gemm" && Whole("transB") != 0;

    /// <summary>The nodes of a graph that can be quantized, in its order.</summary>
    public static IEnumerable<Linear> In(GraphProto graph)
    {
        var weights = graph
            .Initializer.Where(tensor =>
                tensor.DataType == (int)DataType.Float
                && tensor.DataLocation == TensorProto.Types.DataLocation.Default
                && tensor.Dims.All(dim => dim > 0)
            )
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => node.Domain is "" or "ai.onnx" && node.Input.Count > 1))
        {
            if (weights.TryGetValue(node.Input[1], out var weight) && !weights.ContainsKey(node.Input[0]))
            {
                var one = new Linear(node, weight, 0);
                if (node.OpType == "MatMul" && weight.Dims.Count == 2)
                {
                    yield return one with
                    {
                        Axis = 1,
                    };
                }
                else if (node.OpType == "Gemm" && one is { IsPlain: true })
                {
                    yield return one with
                    {
                        Axis = one.IsTransposed ? 0 : 1,
                    };
                }
                else if (node.OpType == "Conv")
                {
                    yield return one;
                }
            }
        }
    }

    // Products that are neither scaled nor of a turned activation, as all exporters write them.
    private bool IsPlain => Whole("transA") == 0 && Real("alpha").Equals(1) && Real("beta").Equals(1);

    private long Whole(string name) => Node.Attribute.FirstOrDefault(one => one.Name == name)?.I ?? 0;

    private float Real(string name) => Node.Attribute.FirstOrDefault(one => one.Name == name)?.F ?? 1;
}
