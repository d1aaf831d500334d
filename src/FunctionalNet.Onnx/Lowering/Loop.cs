using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>A graph over and over, unrolled: as often as a known number or a known condition says.</summary>
internal sealed class Loop : ILowering
{
    public static string Onnx => "Loop";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var body = node.Attributes.GetValueOrDefault("body") as Body ?? throw new FormatException("Loop has no body.");
        var trips = node.Optional(0) is null ? long.MaxValue : Trips(node);
        var goesOn = node.Optional(1) is null || IsTrue(node, node[1]);
        Expr[] state = [.. node.Inputs.Skip(2).Select((_, i) => node[i + 2])];
        if (body.Inputs != state.Length + 2)
        {
            throw new FormatException($"Loop carries {state.Length} values, but its body takes {body.Inputs} inputs.");
        }

        var scans = new List<IReadOnlyList<Expr>>();
        for (var trip = 0; trip < trips && goesOn; trip++)
        {
            if (trip == Most)
            {
                throw new FormatException($"Loop goes round more than {Most} times.");
            }

            var results = body.Apply([
                Reading.Scalar(trip, ElementType.Int64),
                Reading.Scalar(1, ElementType.Bool),
                .. state,
            ]);
            if (results.Count < state.Length + 1)
            {
                throw new FormatException($"Loop carries {state.Length} values, but its body gives {results.Count}.");
            }

            goesOn = IsTrue(node, results[0]);
            state = [.. results.Skip(1).Take(state.Length)];
            scans.Add([.. results.Skip(1 + state.Length)]);
        }

        return [.. state, .. Scans.Stack(node, scans, state.Length)];
    }

    private const int Most = 1 << 16;

    private static long Trips(OnnxNode node) =>
        node.Fixed(node[0])?.Values is [var count]
            ? (long)count
            : throw new UnsupportedException("Loop", "how often it goes round is not known beforehand");

    private static bool IsTrue(OnnxNode node, Expr condition) =>
        node.Fixed(condition)?.Values is [var value]
            ? !value.Equals(0)
            : throw new UnsupportedException("Loop", "whether it goes on is not known beforehand");
}
