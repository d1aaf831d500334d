using System.Collections.Immutable;
using FunctionalNet.Runtime;
using Onnx;

namespace FunctionalNet;

/// <summary>The written file, and the comparison of ONNX Runtime's results with this library's.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size, including the file of its weights.</param>
/// <param name="Opset">The version of ONNX's operator set.</param>
/// <param name="LargestDifference">The largest |a - b| between an output of this library and of ONNX Runtime.</param>
/// <param name="Batches">The batch sizes that were compared.</param>
/// <param name="Inputs">The inputs of the file.</param>
/// <param name="Outputs">The outputs of the file.</param>
/// <param name="Nodes">The number of nodes.</param>
/// <param name="Parameters">The number of trained parameters.</param>
/// <example><code>
/// var report = trained.Model.SaveOnnx("digits.onnx").OrThrow();
/// Console.WriteLine(report); // digits.onnx: 42,118 bytes, ...
/// </code></example>
public sealed record ExportReport(
    string Path,
    long Bytes,
    int Opset,
    double LargestDifference,
    ImmutableArray<int> Batches,
    ImmutableArray<OnnxValue> Inputs,
    ImmutableArray<OnnxValue> Outputs,
    int Nodes,
    long Parameters
)
{
    /// <summary>Gets the largest difference of the output that is due to weights in fewer bits; 0 without such weights.</summary>
    public double Rounding { get; init; }

    /// <summary>The report of a file that was loaded again, without the number of trained parameters.</summary>
    internal static ExportReport Of(
        string path,
        Draft draft,
        ModelProto model,
        OrtSession session,
        double largest,
        IEnumerable<int> batches
    ) =>
        new(
            path,
            draft.Bytes,
            (int)model.OpsetImport.First(set => set.Domain.Length == 0).Version,
            largest,
            [.. batches],
            session.Inputs,
            session.Outputs,
            model.Graph.Node.Count,
            0
        );

    /// <summary>A summary in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Path}: {Bytes:N0} bytes, opset {Opset}, {Nodes:N0} nodes, {Parameters:N0} parameters, {string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}, at most {LargestDifference:G2} from ONNX Runtime in batches of {string.Join(", ", Batches)}{(Rounding > 0 ? $", {Rounding:G2} from the weights in float32" : string.Empty)}"
        );
}
