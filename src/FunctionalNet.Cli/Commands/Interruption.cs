using System.Runtime.InteropServices;
using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Commands;

/// <summary>Ctrl-C in a command that has nothing to keep: it is told, and then ends the process, as it does by itself.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration registration;

    /// <summary>Initializes a new instance of the <see cref="Interruption"/> class.</summary>
    /// <param name="output">Standard output.</param>
    public Interruption(TextWriter output) =>
        registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Tell(output));

    /// <inheritdoc/>
    public void Dispose() => registration.Dispose();

    private static void Tell(TextWriter output)
    {
        ErrorLine.Print("stopped");
        if (GlobalOptions.Current.IsJson)
        {
            output.WriteLine(ExitCode.Json(ExitCode.Interrupted));
        }

        output.Flush();
        CreatedFolders.RemoveEmpty();
    }
}
