using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;

namespace FunctionalNet.Runtime;

/// <summary>A training step compiled by ONNX Runtime for one batch shape.</summary>
internal sealed class OrtStep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private OrtStep(StepGraph step, OrtSession session)
    {
        Session = session;
        Graph = step;
        States = [.. step.Changing];
        Frozen = [.. step.Frozen];
        Labels = LabelCheck<T>.Of(step);
    }

    public OrtSession Session { get; }

    /// <summary>Gets the composed step.</summary>
    public StepGraph Graph { get; }

    /// <summary>Gets parameters and slots in the order of their outputs.</summary>
    public ImmutableArray<Expr> States { get; }

    /// <summary>Gets the frozen weights.</summary>
    public ImmutableArray<Expr> Frozen { get; }

    /// <summary>Gets the label check of each batch, since the file has no errors; null if there are no labels.</summary>
    public LabelCheck<T>? Labels { get; }

    /// <exception cref="InvalidOperationException">ONNX Runtime has no kernel for an operator of the step.</exception>
    public static OrtStep<T> Compile(
        Training<T> training,
        Shape inputs,
        Shape targets,
        Device device,
        int threads,
        bool isCaptured = true
    )
    {
        var step = StepGraph.Of(training, inputs, targets);
        var options = new ExportOptions { Precision = Kind };
        var file = OnnxExport.ToOnnx(training, step, options);

        // If a node has no kernel on the GPU, the step runs there without capture.
        var opened =
            device.IsCuda && isCaptured
                ? OrtSession.Open(file, Name, device, threads, capture: true)
                    | OrtSession.Open(file, Name, device, threads)
                : OrtSession.Open(file, Name, device, threads);
        return new OrtStep<T>(step, opened.IfLeft(error => throw new InvalidOperationException(error.Message)));
    }

    public void Dispose() => Session.Dispose();

    private static Precision Kind => typeof(T) == typeof(double) ? Precision.Float64 : Precision.Float32;

    private static string Name => "the training step";
}
