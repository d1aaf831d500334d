using System.Collections.Immutable;
using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>A scan over the slices of sequences, unrolled.</summary>
internal static class Scan
{
    private const string Onnx = "Scan";

    /// <summary>The results of a node: the loop-carried values, then the scan outputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="types">The types of its operands.</param>
    /// <exception cref="FormatException">The body does not match.</exception>
    public static IReadOnlyList<Value> Read(OnnxNode node, ImmutableArray<DataType> types)
    {
        var body = node.Attributes.GetValueOrDefault("body") as Body ?? throw new FormatException("Scan has no body.");
        var scanned = node.Int32("num_scan_inputs", 0);

        // Version 8 has the lengths of sequences and a batch axis.
        var isBatched = node.Version < 9;
        var first = isBatched ? 1 : 0;
        Value[] operands = [.. node.Inputs.Skip(first).Select((input, i) => new Value(input!, types[first + i]))];
        if (scanned < 1 || scanned > operands.Length || operands.Any(operand => operand.Expr is null))
        {
            throw new UnsupportedException(Onnx, "it scans nothing");
        }

        if (!isBatched)
        {
            return Unrolled(node, body, operands, scanned);
        }

        if (node.Inputs[0] is not null)
        {
            throw new UnsupportedException(Onnx, "its sequences have lengths of their own");
        }

        var samples = Samples(operands);
        IReadOnlyList<Value>[] results =
        [
            .. Enumerable
                .Range(0, samples)
                .Select(sample =>
                    Unrolled(
                        node,
                        body,
                        [.. operands.Select(x => x with { Expr = x.Expr.Narrow(0, sample, 1).Squeeze(0) })],
                        scanned
                    )
                ),
        ];
        return
        [
            .. results[0]
                .Select(
                    (value, i) =>
                        value with
                        {
                            Expr = Ops.Concat(0, [.. results.Select(values => values[i].Expr.Unsqueeze(0))]),
                        }
                ),
        ];
    }

    private static int Samples(Value[] operands)
    {
        Shape[] shapes = [.. operands.Select(operand => operand.Expr.Shape)];
        return
            shapes.All(shape => shape.Rank > 0 && shape[0].IsKnown && shape[0] == shapes[0][0]) && shapes[0][0].Size > 0
            ? shapes[0][0].Size
            : throw new UnsupportedException(
                Onnx,
                $"its operands {string.Join(", ", shapes)} do not have the same known number of samples (axis 0)"
            );
    }

    // The directions or axes of the scanned operands or of the collected results, one each; zeros where there are none.
    private static long[] Each(OnnxNode node, string name, int count) =>
        node.Ints(name) is not { } values ? new long[count]
        : values.Length == count ? values
        : throw new FormatException($"Scan has {values.Length} numbers of {name} for {count}.");

    private static Value[] Unrolled(OnnxNode node, Body body, Value[] operands, int scanned)
    {
        var carried = operands.Length - scanned;
        var state = operands[..carried];
        var sequences = operands[carried..];
        var axes = Each(node, "scan_input_axes", scanned);
        var isReversed = Each(node, node.Version < 9 ? "directions" : "scan_input_directions", scanned);
        var count = sequences[0].Expr.Shape[sequences[0].Expr.Shape.Axis(Reading.Whole(axes[0]), Onnx)].Size;
        var rounds = new List<IReadOnlyList<Value>>();
        for (var round = 0; round < count; round++)
        {
            var slices = sequences.Select(
                (x, i) =>
                    x with
                    {
                        Expr = x
                            .Expr.Narrow(Reading.Whole(axes[i]), isReversed[i] == 0 ? round : count - 1 - round, 1)
                            .Squeeze(Reading.Whole(axes[i])),
                    }
            );
            var results = body.Apply([.. state, .. slices]);
            state = [.. results.Take(carried)];
            rounds.Add([.. results.Skip(carried)]);
        }

        var collected = rounds.Count > 0 ? rounds[0].Count : Math.Max(0, node.Outputs - carried);
        var backwards = Each(node, "scan_output_directions", collected);
        var outputAxes = Each(node, "scan_output_axes", collected);
        var stacked = Scans
            .Stack(node, rounds, carried, () => [.. body.Apply([.. state, .. Zeros()]).Skip(carried)])
            .Select(
                (value, i) =>
                {
                    var x = value.Expr;
                    var ordered = backwards[i] != 0 && count > 0 ? x.Narrow(0, count - 1, count, -1) : x;
                    return value with
                    {
                        Expr = outputAxes[i] != 0 ? Moved(ordered, Reading.Whole(outputAxes[i])) : ordered,
                    };
                }
            );
        return [.. state, .. stacked];

        // A placeholder for the slices of an empty sequence.
        IEnumerable<Value> Zeros() =>
            sequences.Select(
                (x, i) =>
                {
                    var axis = x.Expr.Shape.Axis(Reading.Whole(axes[i]), Onnx);
                    var shape = x.Expr.Shape[..axis].Append(x.Expr.Shape[(axis + 1)..]);
                    return x with { Expr = Reading.Scalar(0, x.Expr.Type.Element).Expand(shape) };
                }
            );
    }

    private static Expr Moved(Expr x, int axis)
    {
        var to = x.Shape.Axis(axis, Onnx);
        var order = Enumerable.Range(1, x.Shape.Rank - 1).ToList();
        order.Insert(to, 0);
        return x.Permuted([.. order]);
    }
}
