using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>The number type that a command computes in.</summary>
internal static class Precisions
{
    private const string Double = "double";

    /// <summary>The option.</summary>
    public static Option<string> Option() =>
        VerifyCommand.Choice("--precision", "The number type to compute in.", "float", Double);

    /// <summary>Whether it is that of 64 bits.</summary>
    public static bool IsDouble(string? name) => name == Double;
}
