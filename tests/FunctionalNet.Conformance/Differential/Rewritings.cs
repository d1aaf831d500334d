using Google.Protobuf;
using LanguageExt.Common;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// A case through <c>convert</c> and <c>quantize</c>, as files: what cannot be changed so is one error, and what is written has been compared
/// by them with what was there.
/// </summary>
internal static class Rewritings
{
    /// <summary>Changes a case in one of the ways; an exception is a fault.</summary>
    /// <param name="one">The case.</param>
    /// <param name="opset">The opset to convert it to, which chooses the way too.</param>
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
