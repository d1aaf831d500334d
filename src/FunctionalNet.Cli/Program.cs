using System.CommandLine;
using FunctionalNet.Cli.Commands;

var root = new RootCommand("Train, run and look at neural networks: FunctionalNet on the command line.")
{
    TrainCommand.Create(),
    PredictCommand.Create(),
    InspectCommand.Create(),
};
var parsed = root.Parse(args);

// One clear line for each mistake, rather than the whole help.
if (parsed.Errors is [var first, ..])
{
    return Answer.Failure($"{first.Message} See: fnet {Answer.Path(parsed.CommandResult)}--help");
}

// Ctrl-C is each command's own matter: a training stops after the step and writes what it has.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
