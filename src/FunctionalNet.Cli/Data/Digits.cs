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

    /// <summary>The mean of all pixels, rounded.</summary>
    public const float Mean = 5;

    /// <summary>Their standard deviation, rounded.</summary>
    public const float Deviation = 6;

    /// <summary>Reads the data, which are part of this program.</summary>
    public static Dataset<float> Load()
    {
        using var packed = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        return CsvTable
            .Parse(reader)
            .Bind(table => table.Split($"{table.Columns - 1}"))
            .Map(parts => new Dataset<float>(parts.Others.ToTensor(Shape.Of(64)), Tensor.Vector<float>(parts.Target)))
            .IfLeft(error => throw new InvalidDataException($"The embedded digits are damaged: {error.Message}"));
    }

    /// <summary>The same images as the network learns them: pixels around 0 with a spread of about 1.</summary>
    public static Dataset<float> Standardized(Dataset<float> raw)
    {
        var pixels = new float[raw.Inputs.Length];
        TensorPrimitives.Subtract(raw.Inputs.Span, Mean, pixels);
        TensorPrimitives.Divide(pixels, Deviation, pixels);
        return new Dataset<float>(new Tensor<float>(raw.Inputs.Shape, pixels), raw.Targets);
    }
}
