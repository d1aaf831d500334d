using System.Collections.Immutable;

namespace FunctionalNet.Export;

/// <summary>
/// The nodes of the pinned opset in the forms of others. A newer opset reads them as they are; in an older one some operators
/// are written otherwise, and some are not there.
/// </summary>
internal static class Opsets
{
    /// <summary>The oldest opset that files are written in.</summary>
    public const int Oldest = 11;

    /// <summary>The newest one, as far as ONNX Runtime reads it.</summary>
    public const int Newest = 26;

    // Since when an operator is there, or is there in the form that is written here; 11 for all others.
    private static readonly ImmutableDictionary<string, int> Since = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Celu"] = 12,
        ["GreaterOrEqual"] = 12,
        ["LessOrEqual"] = 12,
        ["SoftmaxCrossEntropyLoss"] = 12,
        ["HardSwish"] = 14,
        ["Trilu"] = 14,
        ["LayerNormalization"] = 17,
        ["BitwiseAnd"] = 18,
        ["BitCast"] = 26,
        ["Mish"] = 18,
        ["Gelu"] = 20,
        ["GroupNormalization"] = 21,
        ["RMSNormalization"] = 23,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Reductions =
    [
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMean",
        "ReduceMin",
        "ReduceProd",
        "ReduceSum",
        "ReduceSumSquare",
    ];

    /// <summary>
    /// The version of the file format that came with an opset, whose readers know no newer one, or the newest that files need.
    /// </summary>
    public static int IrVersion(int opset) =>
        opset switch
        {
            <= 11 => 6,
            <= 14 => 7,
            <= 18 => 8,
            <= 20 => 9,
            _ => OnnxExport.IrVersion,
        };

    /// <summary>Throws where an opset is none that files are written in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is too old or too new.</exception>
    public static void Check(int opset)
    {
        if (opset is < Oldest or > Newest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(opset),
                opset,
                $"Files are written in the opsets {Oldest} to {Newest}."
            );
        }
    }

    /// <summary>A node as an opset has it; null where it has no such operator, or not for what it is given here.</summary>
    public static OnnxNode? Adapt(OnnxNode node, int opset) =>
        opset < Needs(node) ? null
        : Reductions.Contains(node.Operator) ? Reduction(node, opset)
        : node;

    /// <summary>From which opset on a node can be written, with those that come behind it.</summary>
    public static int Needs(OnnxNode node) => Math.Max(Alone(node), node.Then is { } then ? Needs(then) : Oldest);

    private static int Alone(OnnxNode node) =>
        node switch
        {
            _ when node.Attributes.ContainsKey("allowzero") => 14,
            { Operator: "Cast" } when node.Attributes["to"] is Precision.BFloat16 => 13,
            { Operator: "Cast" } when node.Attributes["to"] is long code => SinceOfType(code),
            { Operator: "ScatterElements" } when node.Attributes.ContainsKey("reduction") => 16,
            { Operator: "AveragePool" } when node.Attributes.ContainsKey("dilations") => 19,
            { Operator: "Pad" } when node.Text("mode", "constant") == "wrap" => 19,
            { Operator: "Pad" } when node[0].Type.Element == ElementType.Bool => 13,
            { Operator: "ReduceMax" or "ReduceMin" } when node[0].Type.Element == ElementType.Bool => 20,
            { Operator: "Max" or "Min" or "Pow" } when !node[0].IsFloat => 12,

            // Before, the axes from the given one on were one.
            { Operator: "Softmax" or "LogSoftmax" } when node.Int("axis", -1) != node[0].Shape.Rank - 1 => 13,
            _ => Since.GetValueOrDefault(node.Operator, Oldest),
        };

    // The types of 8 bits and fewer came one after the other.
    private static int SinceOfType(long code) =>
        code switch
        {
            >= 17 and <= 20 => 19,
            21 or 22 => 21,
            23 => 23,
            24 => 24,
            >= 25 => 25,
            _ => Oldest,
        };

    // The axes were an attribute once, for the sum longest ago; over no axes nothing was reduced only from then on.
    private static OnnxNode? Reduction(OnnxNode node, int opset)
    {
        if (opset >= (node.Operator == "ReduceSum" ? 13 : 18))
        {
            return node;
        }

        var axes = node.Ints(1);
        return axes is not { Length: > 0 }
            ? null
            : node with
            {
                Inputs = node.Inputs[..1],
                Attributes = node
                    .Attributes.Remove("noop_with_empty_axes")
                    .SetItem("axes", axes.Select(axis => (long)axis).ToArray()),
            };
    }
}
