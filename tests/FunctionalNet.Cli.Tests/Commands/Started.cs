namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>
/// Runs the tool in this process and captures its outputs. The console is redirected, so that no other test may write to it meanwhile.
/// </summary>
internal static class Started
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command and waits for its end.</summary>
    public static async Task<(int Code, string Output, string Error)> Run(string[] arguments)
    {
        var (before, beforeError) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            var code = await Task.Run(() => Cli.Commands.Tool.Run(arguments)).WaitAsync(Longest).ConfigureAwait(false);
            return (code, $"{output}", $"{error}");
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(beforeError);
        }
    }
}
