namespace FunctionalNet.Lowering;

/// <summary>Pad in all modes, of all types; before version 11 its pads were attributes.</summary>
internal sealed class PadNode : ILowering
{
    public static string Onnx => "Pad";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        if (node.Version < 11)
        {
            var pads = node.Ints("pads") ?? node.Ints("paddings") ?? throw new FormatException("Pad needs pads.");
            node = node with
            {
                Inputs =
                [
                    node[0],
                    Ops.Integers([.. pads.Select(Reading.Whole)]),
                    Reading.Scalar(node.Real("value", 0), node[0].Type.Element),
                ],
            };
        }

        return [node.Text("mode", "constant") == "wrap" ? Wrapped(node) : node.Known()];
    }

    // The axis repeated periodically; negative padding crops it before.
    private static Expr Wrapped(OnnxNode node)
    {
        var x = node[0];
        var pads = node.Ints(1) ?? throw new FormatException("Pad needs constant pads.");
        var axes = node.Ints(3) ?? [.. Enumerable.Range(0, x.Shape.Rank)];
        if (pads.Length != 2 * axes.Length)
        {
            throw new FormatException($"Pad has {pads.Length} pads for {axes.Length} axes.");
        }

        for (var i = 0; i < axes.Length; i++)
        {
            var (before, after) = (pads[i], pads[i + axes.Length]);
            if ((before, after) != (0, 0))
            {
                var size = x.Shape[x.Shape.Axis(axes[i], Onnx)].Size;
                x = x.Gather(Ops.Integers([.. Places(before, after, size)]), axes[i]);
            }
        }

        return x;
    }

    private static IEnumerable<int> Places(int before, int after, int size)
    {
        var (head, tail) = (Math.Max(0, -(long)before), Math.Max(0, -(long)after));
        var left = size - head - tail;
        var (more, behind) = (Math.Max(0, before), Math.Max(0, after));
        if (left < 0 || (left == 0 && more + (long)behind > 0))
        {
            throw new FormatException(
                $"Pad removes {head} + {tail} of {size} elements, and repeats the rest {more} before and {behind} after it."
            );
        }

        return Enumerable
            .Range(0, checked((int)(more + left + behind)))
            .Select(place => (int)(head + (((place - more) % left) + left) % left));
    }
}
