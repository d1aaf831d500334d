using System.Globalization;
using FunctionalNet.Conformance;
using FunctionalNet.Conformance.Differential;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// Like xUnit's generated entry point, with additional commands for the runs against ONNX Runtime.
return args switch
{
    [DifferentialCommand.Argument, ..] => DifferentialCommand.Run(args[1..]),
    [Worker.Argument, var seed] => Worker.Run(int.Parse(seed, CultureInfo.InvariantCulture)),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") => await TestPlatformTestFramework
        .RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        .ConfigureAwait(false),
    _ => await ConsoleRunner.Run(args).ConfigureAwait(false),
};
