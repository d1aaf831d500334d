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

        // Version 8 had sequence lengths and a batch axis; only batches of size one are supported.
        var isOld = node.Version < 9;
        var first = isOld ? 1 : 0;
        Expr[] operands = [.. node.Inputs.Skip(first).Select(input => input!)];
        if (
            scanned < 1
            || scanned > operands.Length
            || operands.Any(operand => operand is null)
            || (isOld && operands.Any(operand => operand.Shape.Rank < 1 || operand.Shape[0] != 1))
        )
        {
            throw new UnsupportedException("Scan", "it scans nothing, or several samples at once");
        }

        operands = isOld ? [.. operands.Select(operand => operand.Squeeze(0))] : operands;
        var carried = operands.Length - scanned;
        Value[] state = [.. operands[..carried].Select((expr, i) => new Value(expr, types[first + i]))];
        var sequences = operands[carried..];
        var axes = node.Ints("scan_input_axes") ?? new long[scanned];
        var isReversed = node.Ints("scan_input_directions") ?? node.Ints("directions") ?? new long[scanned];
        var count = sequences[0].Shape[sequences[0].Shape.Axis(Reading.Whole(axes[0]), Onnx)].Size;
        var rounds = new List<IReadOnlyList<Value>>();
        for (var round = 0; round < count; round++)
        {
            var slices = sequences.Select(
                (x, i) =>
                    new Value(
                        x.Slice(Reading.Whole(axes[i]), isReversed[i] == 0 ? round : count - 1 - round, 1)
                            .Squeeze(Reading.Whole(axes[i])),
                        types[first + carried + i]
                    )
            );
            var results = body.Apply([.. state, .. slices]);
            state = [.. results.Take(carried)];
            rounds.Add([.. results.Skip(carried)]);
        }

        var backwards = node.Ints("scan_output_directions") ?? [];
        var outputAxes = node.Ints("scan_output_axes") ?? [];
        var stacked = Scans
            .Stack(node, rounds, carried, () => [.. body.Apply([.. state, .. Zeros()]).Skip(carried)])
            .Select(
                (value, i) =>
                {
                    var x = value.Expr;
                    var ordered =
                        i < backwards.Length && backwards[i] != 0 && count > 0 ? x.Slice(0, count - 1, count, -1) : x;
                    return value with
                    {
                        Expr =
                            i < outputAxes.Length && outputAxes[i] != 0
                                ? Moved(ordered, Reading.Whole(outputAxes[i]))
                                : ordered,
                    };
                }
            );
        Value[] all = [.. state, .. stacked];
        return isOld ? [.. all.Select(value => value with { Expr = value.Expr.Unsqueeze(0) })] : all;

        // A placeholder for the slices of an empty sequence.
        IEnumerable<Value> Zeros() =>
            sequences.Select(
                (x, i) =>
                {
                    var axis = x.Shape.Axis(Reading.Whole(axes[i]), Onnx);
                    var shape = x.Shape[..axis].Append(x.Shape[(axis + 1)..]);
                    return new Value(Reading.Scalar(0, x.Type.Element).Expand(shape), types[first + carried + i]);
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
