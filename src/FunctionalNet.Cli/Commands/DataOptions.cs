using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>The options for the samples of a command.</summary>
internal static class DataOptions
{
    /// <summary>The option of the data.</summary>
    public static Option<FileSystemInfo?> Data(bool isRequired) =>
        new("--data", "-d")
        {
            Description =
                "A CSV file, one sample per row, with or without a header; a file FILE.npy of inputs; or a folder with inputs.npy "
                + "and targets.npy.",
            Required = isRequired,
        };

    /// <summary>The option for the number format of a CSV file.</summary>
    public static Option<bool> DecimalComma() =>
        new("--decimal-comma") { Description = "Numbers of the CSV file have a decimal comma: 1,5 is one and a half." };

    /// <summary>The option for the targets.</summary>
    public static Option<string?> Target() =>
        new("--target", "-t")
        {
            Description =
                "The column of the targets, by name or index from 0; several separated by commas; or a file FILE.npy.",
        };
}
