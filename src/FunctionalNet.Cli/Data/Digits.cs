using System.IO.Compression;
using System.Numerics.Tensors;

namespace FunctionalNet.Cli.Data;

/// <summary>1,797 handwritten digits, 8 x 8 pixels from 0 to 16: inputs [1797, 64], labels [1797] from 0 to 9.</summary>
/// <remarks>
/// E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.
/// </remarks>
internal static class Digits
{
    /// <summary>The largest pixel.</summary>
    public const float White = 16;

    /// <summary>Reads the data, which are part of this program.</summary>
    public static Dataset<float> Load()
    {
        using var packed = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var table = CsvTable
            .Parse(reader)
            .IfLeft(error => throw new InvalidDataException($"The embedded digits are damaged: {error.Message}"));
        var (labels, pixels) = table.Split(table.Columns - 1);
        return new Dataset<float>(pixels.ToTensor(Shape.Of(64)), Tensor.Vector<float>(labels));
    }

    /// <summary>The pixels from 0 to 1.</summary>
    public static Tensor<float> Scaled(Tensor<float> pixels)
    {
        var scaled = new float[pixels.Length];
        TensorPrimitives.Divide(pixels.Span, White, scaled);
        return new Tensor<float>(pixels.Shape, scaled);
    }
}
