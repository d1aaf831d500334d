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
        opset < Means(node) ? null
        : (Reductions.Contains(node.Operator) ? Reduction(node, opset) : node) is not { } form ? null
        : !OpsetForms.Has(form, opset) || (node.Then is { } then && Adapt(then, opset) is null) ? null
        : form;

    /// <summary>From which opset on a node can be written, with those that come behind it.</summary>
    public static int Needs(OnnxNode node) =>
        Enumerable
            .Range(Oldest, Newest - Oldest + 1)
            .FirstOrDefault(opset => Adapt(node, opset) is not null, Newest + 1);

    // From when on a node means what it does here: what no schema tells.
    private static int Means(OnnxNode node) =>
        node switch
        {
            // Before, there was a scale for each group.
            { Operator: "GroupNormalization" } => 21,
            { Operator: "Pad" } when node.Text("mode", "constant") == "wrap" => 19,

            // Before, the axes from the given one on were one.
            { Operator: "Softmax" or "LogSoftmax" } when node.Int("axis", -1) != node[0].Shape.Rank - 1 => 13,
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
