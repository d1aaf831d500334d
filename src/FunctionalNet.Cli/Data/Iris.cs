using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>150 flowers of three species of iris: inputs [150, 4], lengths and widths in cm; labels [150].</summary>
/// <remarks>R. A. Fisher, "The Use of Multiple Measurements in Taxonomic Problems", 1936.</remarks>
internal static class Iris
{
    /// <summary>Reads the data, which are embedded in this program.</summary>
    public static Either<Error, (Dataset<float> Data, CsvSchema Schema)> Load() =>
        Embedded.Read(
            "iris.csv",
            file => from schema in Csv.Infer(file, "Species") from data in Csv.Load(file, schema) select (data, schema)
        );
}
