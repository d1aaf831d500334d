using System.CommandLine;
using FunctionalNet.Benchmarks.Finetuning;
using FunctionalNet.Benchmarks.Generating;
using FunctionalNet.Benchmarks.Kernels;
using FunctionalNet.Benchmarks.Networks;
using FunctionalNet.Benchmarks.Peers;
using FunctionalNet.Benchmarks.Peers.LibTorch;
using FunctionalNet.Benchmarks.Startup;
using FunctionalNet.Benchmarks.Streams;
using Spectre.Console;

// Handled first, because this process measures its own start-up.
if (args is [StartupChild.Command, var goal, var started])
{
    return StartupChild.Run(goal, started);
}

if (args is [LibTorchChild.Command])
{
    return LibTorchChild.Run();
}

if (args is [ColdRun.Command, var network, var batch, var isOurs])
{
    return ColdRun.Run(network, batch, isOurs);
}

if (args is [FinetuneCommand.Child, var tuned, var way])
{
    return FinetuneCommand.RunChild(tuned, way);
}

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Capabilities.Ansi = false;
    AnsiConsole.Profile.Width = 200;
}

var root = new RootCommand("How fast FunctionalNet is.")
{
    PeersCommand.Create(),
    PeersCommand.CreateSweep(),
    PeersCommand.CreateCuda(),
    PeersCommand.CreateChild(),
    KernelsCommand.Create(),
    StartupCommand.Create(),
    StreamsCommand.Create(),
    GenerationCommand.Create(),
    FinetuneCommand.Create(),
};
return await root.Parse(args.Length == 0 ? ["--help"] : args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) })
    .ConfigureAwait(false);
