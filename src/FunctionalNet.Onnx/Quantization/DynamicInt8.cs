using FunctionalNet.Rewriting;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// Dynamic quantization: 8-bit weights, activations quantized per batch by their own range; products of integers, whose 32-bit sums are
/// converted back to floats. Needs no data.
/// </summary>
internal sealed class DynamicInt8
{
    public const int OldestOpset = 11;

    private readonly GraphRewriter rewriting;
    private readonly WeightForm form;
    private readonly Dictionary<string, Activation> activations = new(StringComparer.Ordinal);

    // The same weight may be read directly and transposed.
    private readonly Dictionary<(string Name, bool IsTransposed), Weight?> weights = [];
    private string? zero;

    private DynamicInt8(GraphRewriter rewriting, WeightForm form) => (this.rewriting, this.form) = (rewriting, form);

    /// <summary>Quantizes a graph in place; returns the number of modified nodes.</summary>
    public static int Into(GraphProto graph, WeightForm form)
    {
        var rewriter = new GraphRewriter(graph);
        var quantizer = new DynamicInt8(rewriter, form);
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var node in rewriter.Old)
        {
            if (Linear.Of(node, rewriter.Weights) is { } linear && quantizer.WeightOf(linear) is { } weight)
            {
                quantizer.Write(linear, weight);
                replaced.Add(linear.WeightName);
                count++;
            }
            else
            {
                rewriter.Keep(node);
            }
        }

        rewriter.End(replaced);
        return count;
    }

    private void Write(Linear linear, Weight weight)
    {
        var (node, y) = (linear.Node, linear.Node.Output[0]);
        var x = ActivationOf(linear.Input);
        var isConv = node.OpType == "Conv";
        var sum = rewriting.Unique($"{y}/int32");
        rewriting
            .Give(isConv ? "ConvInteger" : "MatMulInteger", [x.Values, weight.Values, x.Zero, Zero()], [sum])
            .Attribute.AddRange(isConv ? node.Attribute : []);
        var real = rewriting.New("Cast", [sum], $"{y}/float32", ("to", (long)DataType.Float));
        var scale = rewriting.New("Mul", [x.Scale, weight.Scales], $"{y}/scale");
        if (linear.Bias is not { } bias)
        {
            rewriting.Give("Mul", [real, scale], [y]);
            return;
        }

        var product = rewriting.New("Mul", [real, scale], $"{y}/product");
        rewriting.Give("Add", [product, isConv ? Aligned(bias, linear.Weight.Dims.Count - 2) : bias], [y]);
    }

    // [filters] broadcasts with [batch, filters, ...].
    private string Aligned(string bias, int ones)
    {
        var shape = rewriting.Store(StoredTensor.Longs([-1, .. Enumerable.Repeat(1L, ones)]), $"{bias}/shape");
        return rewriting.New("Reshape", [bias, shape], $"{bias}/aligned");
    }

    private Activation ActivationOf(string x)
    {
        if (!activations.TryGetValue(x, out var known))
        {
            known = new(rewriting.Unique($"{x}/uint8"), rewriting.Unique($"{x}/scale"), rewriting.Unique($"{x}/zero"));
            activations.Add(x, known);
            rewriting.Give("DynamicQuantizeLinear", [x], [known.Values, known.Scale, known.Zero]);
        }

        return known;
    }

    private Weight? WeightOf(Linear linear)
    {
        var (name, isTransposed) = (linear.WeightName, linear.IsTransposed);
        if (!weights.TryGetValue((name, isTransposed), out var known))
        {
            var weight = QuantizedWeight.Of(linear.Weight, linear.Axis, form, isTransposed);
            long[] ones = [.. Enumerable.Repeat(1L, linear.Node.OpType == "Conv" ? linear.Weight.Dims.Count - 2 : 0)];
            known = weight is null
                ? null
                : new(
                    rewriting.Store(StoredTensor.Raw(form.Type, weight.Sizes, weight.Bytes), $"{name}/{form.Name}"),
                    rewriting.Store(
                        StoredTensor.Floats([weight.Scales.Length, .. ones], weight.Scales),
                        $"{name}/scale"
                    )
                );
            weights.Add((name, isTransposed), known);
        }

        return known;
    }

    private string Zero() =>
        zero ??= rewriting.Store(StoredTensor.Raw(form.Type, [], [form.Zero]), $"{form.Name}/zero");

    private sealed record Weight(string Values, string Scales);

    private sealed record Activation(string Values, string Scale, string Zero);
}
