namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The tool within this process, with its outputs; no other test may write to the console meanwhile.</summary>
internal static class Started
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command to its end.</summary>
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
