using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>
/// The fast executor: a graph with known shapes, rewritten by the <see cref="Rules"/>, partitioned by <see cref="Fusion"/>, scheduled, laid
/// out in memory, and compiled to kernels once. Running it allocates nothing.
/// </summary>
/// <remarks>A plan has one arena: only one thread may run it at a time. It uses the threads of its team itself.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe partial class Plan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Graph graph;
    private readonly Arena<T> memory;
    private readonly ImmutableArray<FusionGroup> units;
    private readonly ImmutableArray<Kernel> kernels;
    private readonly ImmutableArray<Expr> roots;
    private readonly ImmutableArray<Expr> whole;
    private readonly ImmutableArray<Reuse> again;
    private readonly ImmutableArray<int> weights;

    // The parameters and slots of the last run.
    private Tensor<T>[]? settled;

    private Plan(
        Graph graph,
        IReadOnlyList<(Expr Variable, Expr Next)> updates,
        Team team,
        string? withoutRule,
        bool isPrediction
    )
    {
        this.graph = graph;
        weights = [.. Enumerable.Range(0, graph.Inputs.Length).Where(i => IsWeight(graph.Inputs[i]))];
        Expr[] wanted = [.. graph.Outputs, .. updates.Select(update => update.Next)];
        whole = [.. WholeInputs.Of(graph.Inputs, wanted)];
        wanted = isPrediction ? Rules.ForPrediction(wanted) : wanted;
        roots = [.. CompactWeights.Decoded([.. Rules.Apply(wanted, withoutRule).Select(Materialize)])];
        (Expr Variable, Expr Next)[] nexts =
        [
            .. updates.Select((update, i) => (update.Variable, roots[graph.Outputs.Length + i])),
        ];
        var unitOf = Fusion.Of(roots);
        Expr[] kept = [.. roots.Select(FusionGroup.Source)];
        var order = new ExecutionOrder(unitOf, nexts, kept);
        foreach (var unit in order.Units.Where(_ => isPrediction))
        {
            unit.IsFixed = unit.Reads.All(IsFixed);
        }

        memory = new Arena<T>(unitOf, order, kept) { IsFixed = source => isPrediction && IsFixed(source) };
        units = [.. order.Units];
        var before = PinnedBytes.OfThread;
        kernels =
        [
            .. units.Select(unit => Compile(unit, team)),
            .. nexts
                .Where(next => memory.Of(FusionGroup.Source(next.Next)) != memory.Of(next.Variable))
                .Select(next => new CopyKernel(memory.Buffer(next.Next), memory.Buffer(next.Variable))),
        ];
        again = [.. isPrediction ? units.Select(AgainFor) : kernels.Select(_ => Reuse.AfterPreparing)];
        Memory = new MemoryUse(
            memory.Bytes,
            PinnedBytes.OfThread - before,
            memory.Constants,
            Of(VariableKind.Parameter),
            Of(VariableKind.Slot),
            Of(VariableKind.Input) + Of(VariableKind.Noise)
        );

        Reuse AgainFor(FusionGroup unit) =>
            unit.IsFixed ? Reuse.Never
            : Prepares(unit).All(IsFixed) ? Reuse.AsPrepared
            : Reuse.AfterPreparing;

        bool IsFixed(Expr source) =>
            source.Op is Constant
            || (source.Op is Variable && IsWeight(source) && !CompactWeights.Is(source))
            || (unitOf.TryGetValue(source, out var unit) && unit.IsFixed);

        long Of(VariableKind kind) =>
            graph
                .Inputs.Where(v => v.Variable!.Kind == kind)
                .Sum(v => CompactWeights.Is(v) ? v.Variable!.Bytes(sizeof(T)) : PinnedMemory<T>.BytesFor(v.Shape.Size));
    }

    /// <summary>Gets the memory that a run takes, in bytes: known before the first run, and before the arena is allocated.</summary>
    /// <example><code>long peak = plan.Memory.Total;</code></example>
    public MemoryUse Memory { get; }

    /// <summary>Compiles a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="threads">The number of threads, which does not change the results; that of the process if absent.</param>
    /// <exception cref="InvalidOperationException">A shape of the graph has a free axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads, or more than 1,024.</exception>
    /// <example><code>var plan = Plan&lt;float>.Compile(new Graph([x], [x.Softmax()]), threads: 1);</code></example>
    public static Plan<T> Compile(Graph graph, int? threads = null) => ForPrediction(graph, Team.Of(threads));

    /// <summary>The values of the graph's outputs.</summary>
    /// <exception cref="ArgumentException">The number of tensors or a shape is not that of the graph.</exception>
    /// <exception cref="InvalidOperationException">The arena exceeds the maximum length of an array.</exception>
    public ImmutableArray<Tensor<T>> Run(params IReadOnlyList<Tensor<T>> inputs)
    {
        Bind(inputs);
        if (IsSettled(inputs))
        {
            RunSettled();
        }
        else
        {
            Run();
            settled = [.. weights.Select(i => inputs[i])];
        }

        GC.KeepAlive(inputs);
        return [.. graph.Outputs.Select((output, i) => new Tensor<T>(output.Shape, Output(i)))];
    }

    /// <summary>Each kernel in the order of execution: its operators and the shape of its result.</summary>
    public override string ToString() => string.Join('\n', units.Select((unit, i) => $"{i}: {unit}"));

    /// <summary>Compiles a graph in which some variables are state: after a run they hold their next values.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="updates">The state variables and their next values.</param>
    /// <param name="team">The threads.</param>
    /// <param name="withoutRule">A rewrite to leave out, for the law that each rewrite is optional.</param>
    internal static Plan<T> Compile(
        Graph graph,
        IReadOnlyList<(Expr Variable, Expr Next)> updates,
        Team team,
        string? withoutRule = null
    ) => new(graph, updates, team, withoutRule, isPrediction: false);

    /// <summary>
    /// Compiles a graph whose parameters and slots stay constant for many runs: expressions of them alone are computed once, and scales are
    /// folded into weights.
    /// </summary>
    internal static Plan<T> ForPrediction(Graph graph, Team team, string? withoutRule = null)
    {
        var free = graph.Inputs.FirstOrDefault(input => !input.Shape.IsKnown);
        return free is null
            ? new(graph, [], team, withoutRule, isPrediction: true)
            : throw new ShapeException(
                "Plan",
                $"the input '{free.Variable!.Path}' is {free.Shape}, and a plan is of known shapes",
                "give its free axes a size: Plan<float>.Compile(graph.WithFreeAxes(64)); a model plans for each batch by itself"
            );
    }

    /// <summary>Binds the memory of a variable.</summary>
    internal void Bind(Expr variable, T* pointer)
    {
        var storage = memory.Of(variable);
        storage.Pointer = pointer;
        storage.Compact = null;
    }

    /// <summary>Binds a variable to a value, in fewer bits where the graph decodes it.</summary>
    internal void Bind(Expr variable, Tensor<T> value)
    {
        if (value.Compact is { } compact && CompactWeights.Is(variable))
        {
            memory.Of(variable).Compact = compact;
        }
        else
        {
            Bind(variable, value.Pointer);
        }
    }

    /// <summary>The storage of a variable, for callers that rebind it often.</summary>
    internal Storage<T> Place(Expr variable) => memory.Of(variable);

    /// <summary>The storage of an output, for callers that rebind it: this allocates the arena, and no run resets the binding.</summary>
    internal Storage<T> PlaceOfOutput(int index)
    {
        memory.Allocate();
        return memory.Of(FusionGroup.Source(roots[index]));
    }

    /// <summary>Runs all kernels on the bound tensors.</summary>
    internal void Run()
    {
        settled = null;
        CheckWholeInputs();
        memory.Allocate();
        foreach (var kernel in kernels)
        {
            kernel.Prepare();
            kernel.Run();
        }
    }

    /// <summary>Prepares the operands that stay constant over several runs, except those that a kernel computes for another.</summary>
    internal void Prepare()
    {
        foreach (var kernel in kernels)
        {
            kernel.Prepare();
        }
    }

    /// <summary>Runs all kernels on the bound tensors and the prepared operands.</summary>
    internal void RunPrepared()
    {
        foreach (var kernel in kernels)
        {
            kernel.Run();
        }
    }

    /// <summary>The elements of an output of the last run.</summary>
    internal ReadOnlySpan<T> Output(int index) => memory.Buffer(roots[index]).Span;

    // The operands that a group reads in Prepare; all of its operands where it does not tell.
    private static IEnumerable<Expr> Prepares(FusionGroup unit)
    {
        var op = unit.Host ?? unit.Members[0];
        return op.Op is IPrepares prepares && (unit.Host is not null || unit.Members.Count == 1)
            ? op.Inputs.Where((_, i) => prepares.IsPrepared(i)).Select(FusionGroup.Source)
            : unit.Reads;
    }

    private static bool IsWeight(Expr input) => input.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot;

    private bool IsSettled(IReadOnlyList<Tensor<T>> inputs)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (settled is null || settled[i] != inputs[weights[i]])
            {
                return false;
            }
        }

        return settled is not null;
    }

    private void CheckWholeInputs()
    {
        foreach (var input in whole)
        {
            WholeInputs.Check<T>(input, memory.Buffer(input).Span);
        }
    }

    // Values of parameters and slots alone are available from an earlier run.
    private void RunSettled()
    {
        CheckWholeInputs();
        for (var i = 0; i < kernels.Length; i++)
        {
            RunAgain(i);
        }
    }

    private void RunAgain(int index)
    {
        if (again[index] == Reuse.AfterPreparing)
        {
            kernels[index].Prepare();
        }

        if (again[index] != Reuse.Never)
        {
            kernels[index].Run();
        }
    }

    // Outputs are computed into memory of the plan, even an output that is an unchanged variable.
    private static Expr Materialize(Expr root) =>
        FusionGroup.Source(root).Op is Variable or Constant ? root.Copy() : root;

    private void Bind(IReadOnlyList<Tensor<T>> inputs)
    {
        graph.Check(inputs);
        for (var i = 0; i < inputs.Count; i++)
        {
            Bind(graph.Inputs[i], inputs[i]);
        }
    }

    private Kernel Compile(FusionGroup unit, Team team)
    {
        if (unit is { IsElementwise: false, Members: [var only] })
        {
            return only.Op.Compile([.. only.Inputs.Select(memory.Buffer)], memory.Buffer(only), team);
        }

        if (!unit.IsElementwise)
        {
            var y = unit.Members.Single(member => member.Op is IFusedWithForward);
            var other = unit.Members.Single(member => member != y);
            return ((IFusedWithForward)y.Op).Compile(
                [.. y.Inputs.Select(memory.Buffer)],
                memory.Buffer(y),
                memory.Buffer(other),
                team
            );
        }

        var program = ElementProgram<T>.Of(unit, memory, team.Threads);
        return unit.Host is { Op: IEpilogueHost op } host
            ? op.Compile(
                [.. host.Inputs.Select(memory.Buffer)],
                memory.Buffer(host),
                team,
                new ElementEpilogue<T>(program, op.Width(host))
            )
            : new ElementKernel<T>(program, team);
    }

    // The kernels of a run with the same parameters and slots as the run before.
    private enum Reuse
    {
        AfterPreparing,
        AsPrepared,
        Never,
    }

    private sealed class CopyKernel(Buffer<T> from, Buffer<T> to) : Kernel
    {
        public override void Run() => from.Span.CopyTo(to.Span);

        public PlannedKernel Explain() => new("Copy", to.Shape, Flops: 0, 2L * to.Length * sizeof(T));
    }
}
