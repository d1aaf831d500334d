using System.Collections.Immutable;
using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Lowering;

/// <summary>A loop, unrolled: a static trip count or a static condition is required.</summary>
internal static class Loop
{
    private const int Max = 1 << 16;

    /// <summary>The results of a node: the loop-carried values, then the scan outputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="types">The types of its operands.</param>
    /// <exception cref="FormatException">The body does not match.</exception>
    public static IReadOnlyList<Value> Read(OnnxNode node, ImmutableArray<DataType> types)
    {
        var body = node.Attributes.GetValueOrDefault("body") as Body ?? throw new FormatException("Loop has no body.");
        var trips = node.Optional(0) is null ? long.MaxValue : Trips(node);
        var goesOn = node.Optional(1) is null || IsTrue(node, node[1]);
        Value[] state = [.. node.Inputs.Skip(2).Select((_, i) => new Value(node[i + 2], types[i + 2]))];
        if (body.Inputs != state.Length + 2)
        {
            throw new FormatException($"Loop carries {state.Length} values, but its body takes {body.Inputs} inputs.");
        }

        var scans = new List<IReadOnlyList<Value>>();
        for (var trip = 0; trip < trips && goesOn; trip++)
        {
            if (trip == Max)
            {
                throw new FormatException($"Loop goes round more than {Max} times.");
            }

            var results = Round(body, trip, state);
            goesOn = IsTrue(node, results[0].Expr);
            state = [.. results.Skip(1).Take(state.Length)];
            scans.Add([.. results.Skip(1 + state.Length)]);
        }

        return
        [
            .. state,
            .. Scans.Stack(node, scans, state.Length, () => [.. Round(body, 0, state).Skip(1 + state.Length)]),
        ];
    }

    private static IReadOnlyList<Value> Round(Body body, int trip, Value[] state)
    {
        var results = body.Apply([
            new(Reading.Scalar(trip, ElementType.Int64), DataType.Int64),
            new(Reading.Scalar(1, ElementType.Bool), DataType.Bool),
            .. state,
        ]);
        return results.Count > state.Length
            ? results
            : throw new FormatException($"Loop carries {state.Length} values, but its body gives {results.Count}.");
    }

    private static long Trips(OnnxNode node) =>
        node.Fixed(node[0])?.Values is [var count]
            ? (long)count
            : throw new UnsupportedException("Loop", "its number of iterations is only known at run time");

    private static bool IsTrue(OnnxNode node, Expr condition) =>
        node.Fixed(condition)?.Values is [var value]
            ? !value.Equals(0)
            : throw new UnsupportedException("Loop", "whether it continues is only known at run time");
}
