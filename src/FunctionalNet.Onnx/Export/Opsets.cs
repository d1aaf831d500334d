namespace FunctionalNet.Export;

/// <summary>
/// Converts nodes of the pinned opset to other opsets. Newer opsets read them unchanged. Schemas tell what an older one lacks, and the
/// operator itself what it defines differently (<see cref="OnnxNode.Older"/>).
/// </summary>
internal static class Opsets
{
    /// <summary>The oldest opset that files are written in.</summary>
    public const int Oldest = 11;

    /// <summary>The newest one, limited by ONNX Runtime.</summary>
    public const int Newest = 26;

    /// <summary>The IR version that was released with an opset, which its readers support, or the newest that files need.</summary>
    public static int IrVersion(int opset) =>
        opset switch
        {
            <= 11 => 6,
            <= 14 => 7,
            <= 18 => 8,
            <= 20 => 9,
            _ => OnnxExport.IrVersion,
        };

    /// <summary>Throws if files cannot be written in an opset.</summary>
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

    /// <summary>A node in an opset; null if the opset lacks the operator, or does not support these operands.</summary>
    public static OnnxNode? Adapt(OnnxNode node, int opset) =>
        node.Older is { } older && opset < older.Opset ? (older.Form is { } form ? Adapt(form, opset) : null)
        : !OpsetForms.Has(node, opset) || (node.Then is { } then && Adapt(then, opset) is null) ? null
        : node;

    /// <summary>The oldest opset in which a node, with those that follow it, can be written.</summary>
    public static int Needs(OnnxNode node) =>
        Enumerable
            .Range(Oldest, Newest - Oldest + 1)
            .FirstOrDefault(opset => Adapt(node, opset) is not null, Newest + 1);
}
