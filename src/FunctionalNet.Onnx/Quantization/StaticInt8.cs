using FunctionalNet.Rewriting;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// Static quantization: 8-bit weights, and uint8 activations by previously measured ranges: QuantizeLinear and DequantizeLinear around each
/// product, which a runtime fuses into products of integers.
/// </summary>
internal sealed class StaticInt8
{
    // DequantizeLinear with one scale per index of an axis.
    public const int OldestOpset = 13;

    private readonly GraphRewriter rewriting;
    private readonly IReadOnlyDictionary<string, (float Low, float High)> ranges;
    private readonly WeightForm form;
    private readonly Dictionary<string, string> activations = new(StringComparer.Ordinal);

    // The same weight may have its outputs along either axis.
    private readonly Dictionary<(string Name, int Axis), string?> weights = [];

    private StaticInt8(
        GraphRewriter rewriting,
        IReadOnlyDictionary<string, (float Low, float High)> ranges,
        WeightForm form
    ) => (this.rewriting, this.ranges, this.form) = (rewriting, ranges, form);

    /// <summary>The activations whose ranges are needed.</summary>
    public static IEnumerable<string> Activations(GraphProto graph)
    {
        var stored = FileWeights.Of(graph);
        return graph
            .Node.Select(node => Linear.Of(node, stored)?.Input)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Quantizes a graph in place; returns the number of modified nodes.</summary>
    public static int Into(
        GraphProto graph,
        IReadOnlyDictionary<string, (float Low, float High)> ranges,
        WeightForm form
    )
    {
        var rewriter = new GraphRewriter(graph);
        var quantizer = new StaticInt8(rewriter, ranges, form);
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var node in rewriter.Old)
        {
            if (Linear.Of(node, rewriter.Weights) is { } linear && quantizer.WeightOf(linear) is { } weight)
            {
                replaced.Add(linear.WeightName);
                (node.Input[0], node.Input[1]) = (quantizer.ActivationOf(linear.Input), weight);
                count++;
            }

            rewriter.Keep(node);
        }

        rewriter.End(replaced);
        return count;
    }

    private string? WeightOf(Linear linear)
    {
        var key = (linear.WeightName, linear.Axis);
        if (!weights.TryGetValue(key, out var restored))
        {
            restored = QuantizedWeight.Of(linear.Weight, linear.Axis, form) is { } weight
                ? Restored(linear.WeightName, weight)
                : null;
            weights.Add(key, restored);
        }

        return restored;
    }

    private string Restored(string name, QuantizedWeight weight)
    {
        var length = weight.Scales.Length;
        var values = rewriting.Store(StoredTensor.Raw(form.Type, weight.Sizes, weight.Bytes), $"{name}/{form.Name}");
        var scales = rewriting.Store(StoredTensor.Floats([length], weight.Scales), $"{name}/scale");
        var zeros = rewriting.Store(
            StoredTensor.Raw(form.Type, [length], [.. Enumerable.Repeat(form.Zero, length)]),
            $"{name}/zero"
        );
        return rewriting.New(
            "DequantizeLinear",
            [values, scales, zeros],
            $"{name}/float32",
            ("axis", (long)weight.Axis)
        );
    }

    private string ActivationOf(string x)
    {
        if (activations.TryGetValue(x, out var known))
        {
            return known;
        }

        // 0 is represented exactly, so padding and Relu are exact.
        var (low, high) = (Math.Min(0, ranges[x].Low), Math.Max(0, ranges[x].High));
        var scale = (high / 255) - (low / 255) is > 0 and var step ? step : 1;
        var zero = (byte)Math.Clamp(MathF.Round(-low / scale), 0, 255);
        var scales = rewriting.Store(StoredTensor.Floats([], scale), $"{x}/scale");
        var zeros = rewriting.Store(StoredTensor.Raw(DataType.Uint8, [], [zero]), $"{x}/zero");
        var quantized = rewriting.New("QuantizeLinear", [x, scales, zeros], $"{x}/uint8");
        return activations[x] = rewriting.New("DequantizeLinear", [quantized, scales, zeros], $"{x}/float32");
    }
}
