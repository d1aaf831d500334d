using Onnx;

namespace FunctionalNet.Quantization;

/// <summary>A node that multiplies an activation by a weight of the file: the target of quantization.</summary>
/// <param name="Node">MatMul, Gemm or Conv.</param>
/// <param name="Weight">Its weight, in float32.</param>
/// <param name="Axis">The output axis of the weight.</param>
internal sealed record Linear(NodeProto Node, TensorProto Weight, int Axis)
{
    /// <summary>Gets the activation.</summary>
    public string Input => Node.Input[0];

    /// <summary>Gets the name of the weight.</summary>
    public string WeightName => Node.Input[1];

    /// <summary>Gets the name of the bias; null for none.</summary>
    public string? Bias => Node.Input.Count > 2 && Node.Input[2].Length > 0 ? Node.Input[2] : null;

    /// <summary>Gets a value indicating whether the weight is transposed before multiplication.</summary>
    public bool IsTransposed => Node.OpType == "Gemm" && Whole("transB") != 0;

    // Only unscaled products of an untransposed activation, as all exporters write them.
    private bool IsPlain => Whole("transA") == 0 && Real("alpha").Equals(1) && (Bias is null || Real("beta").Equals(1));

    /// <summary>A node as a product with one of these weights; null if it is not one, or cannot be quantized.</summary>
    public static Linear? Of(NodeProto node, IReadOnlyDictionary<string, TensorProto> weights)
    {
        if (
            node is not { Domain: "" or "ai.onnx", Input.Count: > 1 }
            || weights.ContainsKey(node.Input[0])
            || weights.GetValueOrDefault(node.Input[1]) is not { } weight
            || weight.Dims.Any(dim => dim <= 0)
        )
        {
            return null;
        }

        var one = new Linear(node, weight, 0);
        return (node.OpType, weight.Dims.Count) switch
        {
            ("MatMul", 2) => one with { Axis = 1 },
            ("Gemm", 2) when one.IsPlain => one with { Axis = one.IsTransposed ? 0 : 1 },
            ("Conv", > 2) => one,
            _ => null,
        };
    }

    private long Whole(string name) => Node.Attribute.FirstOrDefault(one => one.Name == name)?.I ?? 0;

    private float Real(string name) => Node.Attribute.FirstOrDefault(one => one.Name == name)?.F ?? 1;
}
