using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Runs a subgraph on as many samples at a time as fit into the L2 cache; each worker has its own plan.</summary>
internal sealed unsafe class DepthFirstKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheBytes = 512 * 1024;

    // The number of parts to aim for, whatever the number of threads.
    private const int WantedParts = 16;

    private readonly ImmutableArray<Buffer<T>> inputs;
    private readonly Buffer<T> output;
    private readonly Team team;
    private readonly int samples;
    private readonly int atOnce;
    private readonly nint[] steps;
    private readonly Worker[] workers;
    private readonly Partition partition;

    public DepthFirstKernel(DepthFirstOp op, ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team)
    {
        (this.inputs, this.output, this.team) = (inputs, output, team);
        samples = output.Sizes[0];
        var max = Math.Clamp(
            CacheBytes / (Peak(op.Graph) / samples * sizeof(T)),
            1,
            Math.Max(1, samples / WantedParts)
        );

        // Parts have the same shape and share no sample: the result also serves as the workspace of the subgraph's operators.
        atOnce = Enumerable.Range(1, (int)max).Last(count => samples % count == 0);
        var parts = samples / atOnce;
        steps = [.. inputs.Select((input, i) => op.PerSample[i] ? input.Length / samples : (nint)0)];
        workers = [.. Enumerable.Range(0, Math.Min(team.Threads, parts)).Select(_ => new Worker(op.For(atOnce)))];
        partition = new Partition(parts, (part, worker) => Part(part, workers[worker]));
    }

    public override void Prepare()
    {
        foreach (var worker in workers)
        {
            worker.IsPrepared = false;
        }
    }

    public override void Run() => partition.Run(team);

    /// <summary>The kernels of one worker's plan; the total time is divided among them by their shares in it.</summary>
    public override ImmutableArray<PlannedKernel> Explain(PlannedKernel whole, int runs)
    {
        var inner = whole.Time is null ? workers[0].Plan.Explain() : workers[0].Plan.Profile(runs);
        var all = inner.Sum(kernel => kernel.Time?.TotalSeconds ?? 0);
        return
        [
            .. inner.Select(kernel =>
                kernel with
                {
                    Operators = $"{atOnce} at a time: {kernel.Operators}",
                    Output = new Shape(samples).Append(kernel.Output[1..]),
                    Flops = kernel.Flops * samples / atOnce,
                    Bytes = kernel.Bytes * samples / atOnce,
                    Time = whole.Time * (kernel.Time?.TotalSeconds / all),
                }
            ),
        ];
    }

    // The reads and writes of an operator outside of any loop.
    private static long Peak(Graph graph) =>
        Expr.Sort(graph.Outputs, graph.Inputs)
            .Where(expr => expr.Op is ISamplewise and not Elementwise)
            .Max(expr =>
                (long)expr.Shape.Size
                + expr.Inputs.Where((_, i) => ((ISamplewise)expr.Op).IsPerSample(expr, i))
                    .Sum(input => (long)input.Shape.Size)
            );

    private void Part(int part, Worker worker)
    {
        var first = part * atOnce;
        for (var i = 0; i < steps.Length; i++)
        {
            worker.Inputs[i].Pointer = inputs[i].Pointer + (first * steps[i]);
        }

        worker.Output.Pointer = output.Pointer + ((nint)first * (output.Length / samples));
        if (!worker.IsPrepared)
        {
            worker.Plan.Prepare();
            worker.IsPrepared = true;
        }

        worker.Plan.RunPrepared();
    }

    private sealed class Worker
    {
        public Worker(Graph graph)
        {
            Plan = Plan<T>.Compile(graph, [], Team.Of(1), withoutRule: nameof(DepthFirst));
            Inputs = [.. graph.Inputs.Select(Plan.Place)];
            Output = Plan.PlaceOfOutput(0);
        }

        public Plan<T> Plan { get; }

        public Storage<T>[] Inputs { get; }

        public Storage<T> Output { get; }

        public bool IsPrepared { get; set; }
    }
}
