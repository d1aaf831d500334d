using System.Numerics;
using FunctionalNet.Runtime;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Writes training steps to files, never without having run them.</summary>
public static class OnnxStepSaving
{
    /// <summary>
    /// Writes a whole training step, forward, loss, gradients, optimizer and next slots, as one plain ONNX model for batches of any
    /// size: from <c>input</c>, <c>target</c>, parameters, slots and noise by path to <c>loss</c> and <c>path/next</c>. It needs only
    /// a stock ONNX Runtime, in any language. ONNX Runtime takes some steps with it, on the sample and on a part of it; the
    /// file takes its place only if their losses and states are this library's.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="path">The file; what is there is replaced at once, or stays as it is where anything fails.</param>
    /// <param name="start">The state to try it from; of its values the file has those that are frozen.</param>
    /// <param name="sample">A batch as it will come.</param>
    /// <param name="options">Descriptions, opset and the tolerance.</param>
    /// <exception cref="ShapeException">The batch does not fit model and loss.</exception>
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
        return JudgedFile.Write(
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
