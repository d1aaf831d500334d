using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary>The options of every command.</summary>
/// <param name="IsVerbose">Whether errors are printed in full.</param>
/// <param name="IsJson">Whether the result is printed as JSON.</param>
/// <param name="IsQuiet">Whether only results and errors are printed.</param>
/// <param name="Overwrites">Whether existing files may be replaced.</param>
internal sealed record GlobalOptions(bool IsVerbose, bool IsJson, bool IsQuiet, bool Overwrites)
{
    /// <summary>The option of JSON output.</summary>
    public const string JsonName = "--json";

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Print errors in full, with stack traces.",
        Recursive = true,
    };

    private static readonly Option<bool> Json = new(JsonName)
    {
        Description = "Write the result as one JSON object to standard output, and progress to standard error.",
        Recursive = true,
    };

    private static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Print no progress, only results and errors.",
        Recursive = true,
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Replace existing files.",
        Recursive = true,
    };

    /// <summary>Gets or sets the options of the running command.</summary>
    public static GlobalOptions Current { get; set; } = new(false, false, false, false);

    /// <summary>Gets a value indicating whether the command takes a recipe, whose keys other commands have as options.</summary>
    public bool TakesRecipe { get; init; }

    /// <summary>Gets the command as it was typed, without quotes.</summary>
    public string Command { get; init; } = "fnet";

    /// <summary>Adds the options to all commands.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Quiet);
        root.Add(Force);
        root.Add(Verbose);
    }

    /// <summary>The options of a parsed command.</summary>
    public static GlobalOptions Of(ParseResult arguments) =>
        new(arguments.GetValue(Verbose), arguments.GetValue(Json), arguments.GetValue(Quiet), arguments.GetValue(Force))
        {
            TakesRecipe = ExitCode.Path(arguments.CommandResult).Split(' ') is ["train" or "recipes", ..],
        };
}
