using System.Globalization;
using Onnx;

namespace FunctionalNet.OnnxTests.Learning;

/// <summary>
/// Builds a model from two lines of text: stored tensors such as <c>w:4x3 eps: pe:8x6:wave</c>, and nodes such as <c>h = MatMul(x, w); y =
/// Add(h, b)</c>.
/// </summary>
internal static class Sketch
{
    public static ModelProto Of(string tensors, string nodes)
    {
        var model = Files.Of([.. nodes.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Node)]);
        return model.With([.. Words(tensors).Select(Tensor)]);
    }

    public static NodeProto Node(string text)
    {
        var sides = text.Split('=', 2, StringSplitOptions.TrimEntries);
        var open = sides[1].IndexOf('(', StringComparison.Ordinal);
        var node = new NodeProto { OpType = sides[1][..open] };
        node.Output.AddRange(sides[0].Split(',', StringSplitOptions.TrimEntries));
        node.Input.AddRange(sides[1][(open + 1)..].TrimEnd(')').Split(',', StringSplitOptions.TrimEntries));
        return node;
    }

    public static TensorProto Tensor(string text)
    {
        var parts = text.Split(':');
        long[] dims =
        [
            .. parts[1]
                .Split('x', StringSplitOptions.RemoveEmptyEntries)
                .Select(size => long.Parse(size, CultureInfo.InvariantCulture)),
        ];
        var (count, width) = ((int)dims.Aggregate(1L, (all, size) => all * size), (int)dims.LastOrDefault(1));
        var drawn = Samples.Normal<float>(new(count), text.Length).Span.ToArray();
        float[] values =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    parts.ElementAtOrDefault(2) switch
                    {
                        "wave" => Wave(i / width, i % width, width),
                        "halves" => Wave(i / width, (i % width * 2 % width) + (i % width * 2 / width), width),
                        "ramp" => 0.125f * i,
                        "mask" => i % 3 == 1 ? float.NegativeInfinity : 0,
                        "low" => i % 3 == 1 ? -10_000 : 0,
                        "kept" => i % 2,
                        "ones" => 1,
                        "zeros" => 0,
                        _ => drawn[i],
                    }
                ),
        ];
        return parts.ElementAtOrDefault(2) == "whole"
            ? new TensorProto
            {
                Name = parts[0],
                DataType = (int)TensorProto.Types.DataType.Int8,
                Dims = { dims },
                Int32Data = { drawn.Select(value => (int)(value * 50)) },
            }
            : Files.Floats(parts[0], dims, values);
    }

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // The positional encoding of "Attention is all you need", 3.5.
    private static float Wave(int place, int column, int width)
    {
        var angle = place / Math.Pow(10_000, (double)(column / 2 * 2) / width);
        return (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
    }
}
