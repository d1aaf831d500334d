using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// ScatterElements; bools are added as 0 and 1, and a nonzero sum is true. Multiplication, minimum and maximum need static indices.
/// </summary>
internal sealed class ScatterElementsNode : ILowering
{
    public static string Onnx => "ScatterElements";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var reduction = node.Text("reduction", "none");
        if (reduction == "none")
        {
            return [node.Known()];
        }

        if (node[0].Type.Element == ElementType.Bool)
        {
            var (there, more) = (node[0].Cast(ElementType.Int64), node[2].Cast(ElementType.Int64));
            return [Lower(node with { Inputs = [there, node[1], more] })[0].Cast(ElementType.Bool)];
        }

        if (reduction == "add")
        {
            return [node.Known()];
        }

        var (x, updates) = (node[0], node[2]);
        if (node.Known(1) is not { } indices)
        {
            throw new UnsupportedException(
                Onnx,
                $"with reduction = {reduction} its indices must be known before it runs"
            );
        }

        var axis = x.Shape.Axis(node.Int32("axis", 0), Onnx);
        int[] places = [.. Flat(x.Shape.Sizes(), node[1].Shape.Sizes(), axis, indices)];
        var flat = x.Reshape(-1);
        foreach (var round in Rounds(places))
        {
            var there = Ops.Integers([.. round.Select(i => places[i])]);
            var (old, more) = (flat.Gather(there), updates.Reshape(-1).Gather(Ops.Integers(round)));
            var next = reduction switch
            {
                "mul" => old * more,
                "max" => old.Max(more),
                "min" => old.Min(more),
                _ => throw new FormatException($"ScatterElements has the unknown reduction '{reduction}'."),
            };
            flat = flat.ScatterElements(there, next);
        }

        return [flat.Reshape(x.Shape)];
    }

    private const int MaxRounds = 1 << 10;

    // The flat index of each update in x, in row-major order.
    private static IEnumerable<int> Flat(int[] sizes, int[] counts, int axis, IReadOnlyList<double> indices)
    {
        for (var i = 0; i < indices.Count; i++)
        {
            var (rest, stride, place) = (i, 1, 0);
            for (var a = sizes.Length - 1; a >= 0; a--)
            {
                var index = a == axis ? (int)indices[i] + (indices[i] < 0 ? sizes[a] : 0) : rest % counts[a];
                if ((uint)index >= (uint)sizes[a])
                {
                    throw new FormatException($"ScatterElements has the index {indices[i]} for an axis of {sizes[a]}.");
                }

                place += index * stride;
                rest /= counts[a];
                stride *= sizes[a];
            }

            yield return place;
        }
    }

    // Updates with the same index are applied one after the other.
    private static IEnumerable<int[]> Rounds(int[] places)
    {
        var seen = new Dictionary<int, int>();
        var rounds = new List<List<int>>();
        for (var i = 0; i < places.Length; i++)
        {
            var round = seen[places[i]] = seen.GetValueOrDefault(places[i], -1) + 1;
            if (round == MaxRounds)
            {
                throw new UnsupportedException(Onnx, $"it has an index more than {MaxRounds} times");
            }

            if (round == rounds.Count)
            {
                rounds.Add([]);
            }

            rounds[round].Add(i);
        }

        return rounds.Select(round => round.ToArray());
    }
}
