using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>A sign of life on a terminal for what takes seconds and whose end nobody can foretell; nothing elsewhere.</summary>
internal static class Waiting
{
    /// <summary>Works, and says meanwhile at what.</summary>
    public static T For<T>(string what, Func<T> work) =>
        ProgressOutput.Moves ? AnsiConsole.Status().Start(Markup.Escape(Printable.Of(what)), _ => work()) : work();
}
