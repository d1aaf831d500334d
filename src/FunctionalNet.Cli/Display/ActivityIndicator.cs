using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>An activity indicator on a terminal for work of unknown duration; nothing elsewhere.</summary>
internal static class ActivityIndicator
{
    /// <summary>Runs some work, and shows its description meanwhile.</summary>
    public static T For<T>(string what, Func<T> work) =>
        ProgressOutput.Moves ? AnsiConsole.Status().Start(Markup.Escape(Printable.Of(what)), _ => work()) : work();
}
