using BenchmarkDotNet.Attributes;
using FunctionalNet.Benchmarks.Works;

namespace FunctionalNet.Benchmarks.Kernels;

/// <summary>Single kernels, each as its own compiled plan.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private PlanRun? run;

    /// <summary>Gets or sets the kernel.</summary>
    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = string.Empty;

    /// <summary>Gets the names of all kernels.</summary>
    public static IEnumerable<string> Names => KernelGraphs.All.Keys;

    /// <summary>Compiles the plan.</summary>
    [GlobalSetup]
    public void Compile() => run = KernelGraphs.All[Kernel]();

    /// <summary>Runs it once.</summary>
    [Benchmark]
    public void Run() => run!.Run();
}
