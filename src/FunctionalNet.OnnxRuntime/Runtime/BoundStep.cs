using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>A compiled step with its memory, bound once in each direction.</summary>
internal sealed class BoundStep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static int graphs;

    private readonly OrtStep<T> step;
    private readonly List<Feed<T>> noise = [];
    private readonly Feed<T> input;
    private readonly Feed<T> target;
    private readonly (OrtIoBinding Binding, RunOptions Options) even;
    private readonly (OrtIoBinding Binding, RunOptions Options) odd;

    public BoundStep(
        OrtStep<T> step,
        DeviceMemory memory,
        IReadOnlyDictionary<string, (OrtValue Now, OrtValue Then)> states,
        OrtValue loss,
        Shape sample
    )
    {
        this.step = step;
        foreach (var state in step.States.Concat(step.Frozen))
        {
            step.Graph.Check(
                state,
                states.TryGetValue(state.Variable!.Path, out var found) ? Of(found.Now) : null,
                sample
            );
        }

        input = new Feed<T>(step.Graph.Input, memory);
        target = new Feed<T>(step.Graph.Target, memory);
        noise.AddRange(step.Graph.Noise.Select(one => new Feed<T>(one, memory)));
        even = Bind(states, loss, isEven: true);
        odd = Bind(states, loss, isEven: false);
    }

    /// <summary>Gets a value indicating whether its runs are captured as a CUDA graph.</summary>
    public bool IsCaptured => step.Session.IsCaptured;

    public void Run(Batch<T> batch, StepNoise drawn, bool isEven)
    {
        batch.CopyInputs(input.Values);
        batch.CopyTargets(target.Values);
        step.Labels?.Run(input.Values, target.Values);
        input.Send();
        target.Send();
        foreach (var one in noise)
        {
            one.Draw(drawn);
            one.Send();
        }

        var (binding, options) = isEven ? even : odd;
        step.Session.Run(binding, options);
    }

    public void Dispose()
    {
        foreach (var (binding, options) in (ReadOnlySpan<(OrtIoBinding, RunOptions)>)[even, odd])
        {
            binding.Dispose();
            options.Dispose();
        }

        foreach (var feed in (IEnumerable<Feed<T>>)[input, target, .. noise])
        {
            feed.Dispose();
        }
    }

    private (OrtIoBinding Binding, RunOptions Options) Bind(
        IReadOnlyDictionary<string, (OrtValue Now, OrtValue Then)> states,
        OrtValue loss,
        bool isEven
    )
    {
        var binding = step.Session.Binding();
        foreach (var feed in (IEnumerable<Feed<T>>)[input, target, .. noise])
        {
            binding.BindInput(feed.Name, feed.Value);
        }

        binding.BindOutput(step.Session.OutputNames[0], loss);
        for (var i = 0; i < step.States.Length; i++)
        {
            var path = step.States[i].Variable!.Path;
            var (now, then) = states[path];
            binding.BindInput(path, isEven ? now : then);
            binding.BindOutput(step.Session.OutputNames[i + 1], isEven ? then : now);
        }

        foreach (var frozen in step.Frozen)
        {
            binding.BindInput(frozen.Variable!.Path, states[frozen.Variable.Path].Now);
        }

        var options = new RunOptions();
        if (step.Session.IsCaptured)
        {
            // A CUDA graph contains addresses: each binding is a graph of its own.
            options.AddRunConfigEntry("gpu_graph_id", $"{Interlocked.Increment(ref graphs)}");
        }

        return (binding, options);
    }

    private static Shape Of(OrtValue value) =>
        Shape.Of([.. value.GetTensorTypeAndShape().Shape.Select(size => (int)size)]);
}
