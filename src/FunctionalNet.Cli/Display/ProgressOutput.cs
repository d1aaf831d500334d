using FunctionalNet.Cli.Commands;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// The progress of a command: on standard output beside its result, on standard error if the result is JSON, nowhere with <c>--quiet</c>.
/// </summary>
internal static class ProgressOutput
{
    /// <summary>Gets the console.</summary>
    public static TextWriter Out =>
        GlobalOptions.Current switch
        {
            { IsQuiet: true } => TextWriter.Null,
            { IsJson: true } => Console.Error,
            _ => Console.Out,
        };

    /// <summary>Gets a value indicating whether it may be animated, as on a terminal.</summary>
    public static bool Moves => !GlobalOptions.Current.IsQuiet && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Prints a note on a result that is itself a table or a text: on standard error.</summary>
    public static void Remark(string text)
    {
        if (!GlobalOptions.Current.IsQuiet)
        {
            Console.Error.WriteLine(Printable.Of(text));
        }
    }
}
