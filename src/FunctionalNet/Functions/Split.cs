using System.Collections.Immutable;

namespace FunctionalNet;

/// <content>Split.</content>
public static partial class Ops
{
    /// <summary>Splits an axis into parts of the given sizes, in order; the other axes are unchanged.</summary>
    /// <remarks>ONNX: one Slice for each part, equivalent to one Split with several outputs.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or the sizes do not add up to it.</exception>
    /// <example><code>var gates = x.Split(-1, 64, 64, 64, 64); // [batch, 256] to four of [batch, 64]</code></example>
    public static ImmutableArray<Expr> Split(this Expr x, int axis, params int[] sizes)
    {
        var place = x.Shape.Axis(axis, nameof(Split));
        var parts = ImmutableArray.CreateBuilder<Expr>(sizes.Length);
        var start = 0;
        foreach (var size in sizes)
        {
            parts.Add(x.Narrow(place, start, size));
            start += size;
        }

        return start == x.Shape[place].Size
            ? parts.MoveToImmutable()
            : throw new ShapeException(
                nameof(Split),
                $"the sizes add up to {start}, axis {axis} of {x.Shape} is {x.Shape[place]}",
                $"give sizes that add up to {x.Shape[place]}"
            );
    }
}
