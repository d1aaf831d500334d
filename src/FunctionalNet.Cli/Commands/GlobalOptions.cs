using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>What may be said to every command.</summary>
/// <param name="IsVerbose">Whether mistakes are told at full length.</param>
/// <param name="IsJson">Whether the result is written for programs.</param>
/// <param name="IsQuiet">Whether nothing is told but results and mistakes.</param>
/// <param name="Overwrites">Whether files that are there may be replaced.</param>
internal sealed record GlobalOptions(bool IsVerbose, bool IsJson, bool IsQuiet, bool Overwrites)
{
    /// <summary>The option of results for programs.</summary>
    public const string JsonName = "--json";

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Tell mistakes at full length, and where in the program they were noticed.",
        Recursive = true,
    };

    private static readonly Option<bool> Json = new(JsonName)
    {
        Description = "Write the result as one JSON object to standard output, and progress to standard error.",
        Recursive = true,
    };

    private static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Tell no progress, only results and mistakes.",
        Recursive = true,
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Replace files that are there already.",
        Recursive = true,
    };

    /// <summary>Gets or sets what was said to the command that runs.</summary>
    public static GlobalOptions Current { get; set; } = new(false, false, false, false);

    /// <summary>Gets the command as it was typed, but for quotes.</summary>
    public string Command { get; init; } = "fnet";

    /// <summary>Adds the options, for all commands.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Quiet);
        root.Add(Force);
        root.Add(Verbose);
    }

    /// <summary>What a command is told.</summary>
    public static GlobalOptions Of(ParseResult arguments) =>
        new(
            arguments.GetValue(Verbose),
            arguments.GetValue(Json),
            arguments.GetValue(Quiet),
            arguments.GetValue(Force)
        );
}
