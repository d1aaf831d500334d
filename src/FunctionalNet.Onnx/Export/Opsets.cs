namespace FunctionalNet.Export;

/// <summary>
/// The nodes of the pinned opset in the forms of others. A newer opset reads them as they are. What an older one lacks is told by its
/// schemas, and what it means otherwise by the operator itself (<see cref="OnnxNode.Older"/>).
/// </summary>
internal static class Opsets
{
    /// <summary>The oldest opset that files are written in.</summary>
    public const int Oldest = 11;

    /// <summary>The newest one, as far as ONNX Runtime reads it.</summary>
    public const int Newest = 26;

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
        node.Older is { } older && opset < older.Opset ? (older.Form is { } form ? Adapt(form, opset) : null)
        : !OpsetForms.Has(node, opset) || (node.Then is { } then && Adapt(then, opset) is null) ? null
        : node;

    /// <summary>From which opset on a node can be written, with those that come behind it.</summary>
    public static int Needs(OnnxNode node) =>
        Enumerable
            .Range(Oldest, Newest - Oldest + 1)
            .FirstOrDefault(opset => Adapt(node, opset) is not null, Newest + 1);
}
