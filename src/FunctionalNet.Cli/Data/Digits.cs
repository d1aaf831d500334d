using System.IO.Compression;

namespace FunctionalNet.Cli.Data;

/// <summary>1,797 handwritten digits, 8 x 8 pixels from 0 to 16: inputs [1797, 64], labels [1797] from 0 to 9.</summary>
/// <remarks>
/// E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.
/// </remarks>
internal static class Digits
{
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
}
