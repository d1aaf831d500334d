using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using FunctionalNet.Cli.Tests.Serving;

/// <summary>
/// What .NET calls in a process of the tool that <see cref="ServingTool"/> starts, before the tool's own entry point: it runs the commands that
/// are asked for one after another, so that each but the first finds its code compiled. Standard streams, working folder and exit code
/// are those of a process of its own.
/// </summary>
[SuppressMessage("Design", "MA0047", Justification = ".NET looks for the class outside of namespaces.")]
internal static class StartupHook
{
    /// <summary>The variable by which .NET finds this class, in the assembly of the tests.</summary>
    public const string Variable = "DOTNET_STARTUP_HOOKS";

    public static void Initialize()
    {
        // Processes that a command starts are no servers.
        Environment.SetEnvironmentVariable(Variable, null);
        using var questions = new StreamReader(Descriptor.Input.Moved(FileAccess.Read));
        using var answers = new StreamWriter(Descriptor.Output.Moved(FileAccess.Write)) { AutoFlush = true };
        while (questions.ReadLine() is { } line)
        {
            answers.WriteLine(Run(JsonSerializer.Deserialize<Question>(line)!));
        }

        Environment.Exit(0);
    }

    private static int Run(Question question)
    {
        Descriptor.Output.Lead(question.Output);
        Descriptor.Error.Lead(question.Error);
        try
        {
            Directory.SetCurrentDirectory(question.Folder);
            using var output = Writer(Console.OpenStandardOutput());
            using var error = Writer(Console.OpenStandardError());
            Console.SetOut(output);
            Console.SetError(error);
            return FunctionalNet.Cli.Commands.Tool.Run(question.Arguments).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.SetCurrentDirectory("/");
            Descriptor.Output.Lead(Descriptor.Nothing);
            Descriptor.Error.Lead(Descriptor.Nothing);
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
}
