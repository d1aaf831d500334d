using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>The number type in which a command computes.</summary>
internal static class Precisions
{
    /// <summary>64 bits.</summary>
    public const string Double = "double";

    /// <summary>32 bits.</summary>
    public const string Float = "float";

    private const string Name = "--precision";

    /// <summary>The option, 32 bits by default.</summary>
    public static Option<string> Option() =>
        VerifyCommand.Choice(Name, "The number type to compute in.", Float, Double);

    /// <summary>The option without a default.</summary>
    public static Option<string?> Optional(string description)
    {
        var option = new Option<string?>(Name) { Description = description };
        option.AcceptOnlyFromAmong(Float, Double);
        return option;
    }

    /// <summary>Whether it is 64 bits.</summary>
    public static bool IsDouble(string? name) => name == Double;
}
