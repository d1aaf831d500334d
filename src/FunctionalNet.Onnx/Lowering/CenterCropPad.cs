namespace FunctionalNet.Lowering;

/// <summary>Crops x at its center, or centers it in zero padding, to given sizes of axes.</summary>
internal sealed class CenterCropPad : ILowering
{
    public static string Onnx => "CenterCropPad";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var sizes = node.Ints(1) ?? throw new FormatException("CenterCropPad needs a constant shape.");
        int[] axes =
        [
            .. node.Ints("axes")?.Select(axis => x.Shape.Axis(Reading.Whole(axis), Onnx))
                ?? Enumerable.Range(0, x.Shape.Rank),
        ];
        if (axes.Length != sizes.Length || axes.Distinct().Count() != axes.Length || sizes.Any(size => size < 0))
        {
            throw new FormatException(
                $"CenterCropPad has the sizes [{string.Join(", ", sizes)}] for {axes.Length} axes of {x.Shape}."
            );
        }

        var (before, after) = (new int[x.Shape.Rank], new int[x.Shape.Rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            var more = sizes[i] - x.Shape[axes[i]].Size;
            if (more < 0)
            {
                x = x.Narrow(axes[i], -more / 2, sizes[i]);
            }

            before[axes[i]] = Math.Max(0, more) / 2;
            after[axes[i]] = Math.Max(0, more) - before[axes[i]];
        }

        return [after.All(places => places == 0) ? x : x.Pad(before, after)];
    }
}
