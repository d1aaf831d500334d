using FunctionalNet.Execution;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>A compiled graph on inputs in fixed memory, run like a training step without copying the result.</summary>
internal sealed unsafe class PlanRun
{
    private readonly Plan<float> plan;
    private readonly Tensor<float>[] inputs;

    public PlanRun(Graph graph, IReadOnlyList<(Expr Variable, Expr Next)>? updates = null)
    {
        plan = Plan<float>.Compile(graph, updates ?? [], Team.Shared);
        inputs = [.. graph.Inputs.Select((input, i) => Pattern.Tensor(input.Shape, i + 1))];
        foreach (var (variable, tensor) in graph.Inputs.Zip(inputs))
        {
            plan.Bind(variable, tensor.Pointer);
        }
    }

    /// <summary>Gets the first output of the last run.</summary>
    public ReadOnlySpan<float> Output => plan.Output(0);

    public void Run()
    {
        plan.Run();
        GC.KeepAlive(inputs);
    }
}
