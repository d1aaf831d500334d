using System.Text;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// The consoles for tables and progress: on the same standard output, with the escape sequences of a terminal if it is one.
/// </summary>
internal sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    // A file has no right edge: lines are not wrapped.
    private const int WidthOfFile = short.MaxValue;
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <summary>The console of tables and progress: with colors and animation on terminals.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        var output = new TerminalOutput(writer);
        return output.IsTerminal ? AnsiConsole.Create(new() { Out = output }) : Plain(writer);
    }

    /// <summary>The console of tables without colors and animation.</summary>
    public static IAnsiConsole Plain(TextWriter writer) =>
        AnsiConsole.Create(
            new()
            {
                Out = new TerminalOutput(writer),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            }
        );

    /// <inheritdoc/>
    public bool IsTerminal => !System.Console.IsOutputRedirected;

    /// <inheritdoc/>
    public int Width => IsTerminal ? Size(() => System.Console.BufferWidth, UsualWidth) : WidthOfFile;

    /// <inheritdoc/>
    public int Height => Size(() => System.Console.WindowHeight, UsualHeight);

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding) => System.Console.OutputEncoding = encoding;

    private static int Size(Func<int> ask, int otherwise)
    {
        try
        {
            return ask() is > 0 and var size ? size : otherwise;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return otherwise;
        }
    }
}
