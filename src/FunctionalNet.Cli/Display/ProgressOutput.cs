using FunctionalNet.Cli.Commands;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>What is told on the way to a result: beside it on standard output, on standard error where the result is for programs, nowhere where it is unwanted.</summary>
internal static class ProgressOutput
{
    /// <summary>Gets where it goes.</summary>
    public static TextWriter Out =>
        GlobalOptions.Current switch
        {
            { IsQuiet: true } => TextWriter.Null,
            { IsJson: true } => Console.Error,
            _ => Console.Out,
        };

    /// <summary>Gets a value indicating whether it may move, as on a terminal.</summary>
    public static bool Moves => !GlobalOptions.Current.IsQuiet && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Tells what somebody should know about a result that is itself a table or a text: beside it, on standard error.</summary>
    public static void Remark(string text)
    {
        if (!GlobalOptions.Current.IsQuiet)
        {
            Console.Error.WriteLine(Printable.Of(text));
        }
    }
}
