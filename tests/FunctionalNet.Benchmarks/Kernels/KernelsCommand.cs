using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace FunctionalNet.Benchmarks.Kernels;

/// <summary><c>kernels</c>: BenchmarkDotNet on single kernels.</summary>
internal static class KernelsCommand
{
    // On a noisy machine, BenchmarkDotNet's own choice of these counts would take an hour.
    private const int Warm = 5;
    private const int Measured = 15;

    private static readonly Argument<string[]> Arguments = new("ARGUMENTS")
    {
        Description = "BenchmarkDotNet's own, after --, for instance -- --filter *softmax*.",
        DefaultValueFactory = _ => [],
    };

    public static Command Create()
    {
        var command = new Command("kernels", "Measure single kernels with BenchmarkDotNet.") { Arguments };
        command.SetAction(arguments =>
        {
            // The benchmarks run in this process, because generated projects would be built under this repository's build rules.
            var config = DefaultConfig
                .Instance.AddJob(
                    Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                        .WithWarmupCount(Warm)
                        .WithIterationCount(Measured)
                )
                .AddColumn(StatisticColumn.Median)
                .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
            BenchmarkRunner.Run<KernelBenchmarks>(config, arguments.GetValue(Arguments));
        });
        return command;
    }
}
