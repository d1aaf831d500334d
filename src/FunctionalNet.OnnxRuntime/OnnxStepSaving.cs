using System.Numerics;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Writes training steps to files, and verifies them.</summary>
public static class OnnxStepSaving
{
    /// <summary>
    /// Writes a whole training step, forward, loss, gradients, optimizer and next slots, as one plain ONNX model for any batch size: from
    /// <c>input</c>, <c>target</c>, parameters, slots and noise by path to <c>loss</c> and <c>path/next</c>. It needs only a stock ONNX
    /// Runtime, in any language. ONNX Runtime runs some steps of it, on the sample and on a part of it; the file is published only if
    /// losses and states agree with this library's.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="path">The file; an existing one is replaced atomically, or unchanged after any error.</param>
    /// <param name="start">The state for the verification; its frozen weights are stored in the file.</param>
    /// <param name="sample">A typical batch.</param>
    /// <param name="options">Descriptions, opset and the tolerance.</param>
    /// <exception cref="ShapeException">The batch does not match model and loss.</exception>
    /// <example><code>
    /// training.ToOnnx("step.onnx", state, batches.First()).OrThrow();
    /// File.WriteAllBytes("start.onnx", state.ToOnnx());
    /// </code></example>
    public static Either<Error, ExportReport> ToOnnx<T>(
        this Training<T> training,
        string path,
        TrainState<T> start,
        Batch<T> sample,
        ExportOptions? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        var whole = new Dataset<T>(sample.Inputs, sample.Targets);
        Batch<T>[] batches = [whole.All(), whole.Take([.. Enumerable.Range(0, (sample.Count + 1) / 2)]).All()];
        var batch = Dim.Named(options.Batch);
        return VerifiedFile.Write(
            path,
            draft =>
            {
                var step = StepGraph.Of(
                    training,
                    whole.Inputs.Shape.With(0, batch),
                    whole.Targets.Shape.With(0, batch)
                );
                var proto = OnnxExport.Of(training, step, options, start.FrozenValues);
                ModelFile.Write(proto, draft, options.ExternalData);
                return OrtSession
                    .Open(draft.Path, Device.Cpu, threads: 0)
                    .Bind(session =>
                    {
                        using (session)
                        {
                            return StepComparison
                                .Of(training, step, session, start, batches, options.Tolerance)
                                .Map(largest =>
                                    ExportReport.Of(
                                        path,
                                        draft,
                                        proto,
                                        session,
                                        largest,
                                        batches.Select(one => one.Count)
                                    ) with
                                    {
                                        Parameters = step
                                            .States.Where(state => state.Variable!.Kind == VariableKind.Parameter)
                                            .Sum(state => (long)state.Shape.Size),
                                    }
                                );
                        }
                    });
            }
        );
    }
}
