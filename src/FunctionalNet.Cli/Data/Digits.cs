using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>1,797 handwritten digits, 8 x 8 pixels from 0 to 16: inputs [1797, 64], labels [1797] from 0 to 9.</summary>
/// <remarks>
/// E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.
/// </remarks>
internal static class Digits
{
    /// <summary>Reads the data, which are embedded in this program.</summary>
    public static Either<Error, Dataset<float>> Load()
    {
        return Embedded.Read(
            "digits.csv.gz",
            file => Csv.Numbers(file).Bind(schema => Csv.Load(file, Labelled(schema)))
        );

        // The last column is the digit.
        static CsvSchema Labelled(CsvSchema numbers) =>
            new()
            {
                HasHeader = numbers.HasHeader,
                Inputs = numbers.Inputs[..^1],
                Target = numbers.Inputs[^1],
            };
    }
}
