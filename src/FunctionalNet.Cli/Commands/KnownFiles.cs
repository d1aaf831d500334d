using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>What a file is by the ending of its name, and what takes it: for one that was named in the place of another.</summary>
internal static class KnownFiles
{
    private static readonly (string Ending, string What, string Taken)[] All =
    [
        (".onnx", "an ONNX model", "'fnet inspect' shows it, 'fnet fit' trains it on"),
        (".csv", "a table", "--data of 'fnet fit' and --input of 'fnet predict' take it; a recipe names it"),
        (".npy", "an array", "--data of 'fnet fit' and --input of 'fnet predict' take it"),
        (".safetensors", "a file of weights", "'fnet weights' shows it"),
        (".json", "a text in JSON", "'fnet train' takes one that is a recipe"),
        (".png", "a picture", "--input of 'fnet predict' takes it"),
        (".jpg", "a picture", "--input of 'fnet predict' takes it"),
        (".txt", "a text", "--input of 'fnet predict' takes it; a recipe names it"),
    ];

    /// <summary>An error if a file has the ending of another kind than is wanted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">What is wanted, with its article.</param>
    /// <param name="endings">The endings of what is wanted.</param>
    public static Either<Error, Unit> Instead(string path, string wanted, params string[] endings) =>
        All.FirstOrDefault(known => path.EndsWith(known.Ending, StringComparison.OrdinalIgnoreCase))
            is { What: not null } found
        && !endings.Contains(found.Ending, StringComparer.Ordinal)
            ? Error.New($"{path} is {found.What}, not {wanted}: {found.Taken}")
            : Unit.Default;
}
