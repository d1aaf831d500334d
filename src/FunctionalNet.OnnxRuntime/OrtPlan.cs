using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// ONNX Runtime as an executor: runs any graph, a model, a gradient or a whole training step, on tensors of this library. Axes of the graph
/// may be free.
/// </summary>
/// <typeparam name="T"><see cref="float"/>; <see cref="double"/> if ONNX Runtime has kernels for it.</typeparam>
/// <example><code>
/// Expr x = Expr.Input("x", new(3));
/// using var plan = OrtPlan&lt;float&gt;.Compile(new Graph([x], [x * x])).OrThrow();
/// Tensor&lt;float&gt; y = plan.Run(Tensor.Vector(1f, 2f, 3f))[0];
/// </code></example>
public sealed class OrtPlan<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OrtSession session;

    private OrtPlan(OrtSession session) => this.session = session;

    /// <summary>Gets the device that it runs on.</summary>
    public Device Device => session.Device;

    /// <summary>Gets why it runs on another device than requested; empty if it does not.</summary>
    public string Note => session.Note;

    /// <summary>Gets the inputs, in the order of the graph.</summary>
    public ImmutableArray<OnnxValue> Inputs => session.Inputs;

    /// <summary>Gets the outputs, in the order of the graph.</summary>
    public ImmutableArray<OnnxValue> Outputs => session.Outputs;

    /// <summary>Exports a graph to ONNX and loads it. An error is ONNX Runtime's, or says what the device lacks.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="device">The device; the CPU if absent.</param>
    /// <param name="threads">The number of threads of one operator; 0 leaves it to ONNX Runtime.</param>
    public static Either<Error, OrtPlan<T>> Compile(Graph graph, Device? device = null, int threads = 0)
    {
        var options = new ExportOptions
        {
            Precision = typeof(T) == typeof(double) ? Precision.Float64 : Precision.Float32,
        };
        return OrtSession
            .Open(graph.ToOnnx(options), "graph", device ?? Device.Cpu, threads)
            .Map(session => new OrtPlan<T>(session));
    }

    /// <summary>The values of the graph's outputs.</summary>
    /// <exception cref="ShapeException">A tensor does not have the shape of its input.</exception>
    public ImmutableArray<Tensor<T>> Run(params IReadOnlyList<Tensor<T>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ShapeCheck.Check(nameof(OrtPlan<>), session.Inputs, [.. inputs.Select(input => input.Shape)]);
        return session.Run(inputs);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
