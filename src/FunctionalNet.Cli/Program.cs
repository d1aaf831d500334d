using System.CommandLine;
using FunctionalNet.Cli.Commands;
using Spectre.Console;

var root = new RootCommand("Train, run and look at neural networks: FunctionalNet on the command line.")
{
    TrainCommand.Create(),
    PredictCommand.Create(),
    InspectCommand.Create(),
    ExplainCommand.Create(),
    LecturesCommand.Create(),
    VerifyCommand.Create(),
    GradCommand.Create(),
    GradCheckCommand.Create(),
    FitCommand.Create(),
    ConvertCommand.Create(),
    QuantizeCommand.Create(),
    CompareCommand.Create(),
};
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Capabilities.Ansi = false;

    // A file has no right edge: lines are not broken.
    AnsiConsole.Profile.Width = short.MaxValue;
}

var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);

// One clear line about mistakes, rather than the whole help.
if (parsed.Errors.Count > 0)
{
    var messages = string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal));
    return Answer.Failure($"{messages} See: fnet {Answer.Path(parsed.CommandResult)}--help");
}

// Ctrl-C is each command's own matter: a training stops after the step and writes what it has.
return await parsed
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) })
    .ConfigureAwait(false);
