using Google.Protobuf;
using LanguageExt.Common;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Runs a case through <c>convert</c> and <c>quantize</c>. An unsupported change must be an error; a written file has already been compared
/// with the original by these methods.
/// </summary>
internal static class Rewritings
{
    /// <summary>Applies one of the rewritings; an exception is a bug.</summary>
    /// <param name="one">The case.</param>
    /// <param name="opset">The target opset, which also selects the rewriting.</param>
    public static void Try(Case one, int opset)
    {
        var folder = Directory.CreateTempSubdirectory("differential");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "a.onnx"), Path.Combine(folder.FullName, "b.onnx"));
            File.WriteAllBytes(from, one.Model.ToByteArray());
            _ = (opset / 3 % 4) switch
            {
                0 => OnnxConversion.Convert(from, to, new() { Precision = Precision.Float16 }),
                1 => OnnxConversion.Convert(from, to, new() { Precision = Precision.BFloat16 }),
                2 => OnnxConversion.Convert(from, to, new() { Opset = opset }),
                _ => OnnxQuantization.Quantize(from, to),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
