using FunctionalNet.Runtime;
using FunctionalNet.Web;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>
/// Writes folders for any static host: a page that runs a model in the browser, by ONNX Runtime Web, and optionally trains it there.
/// Nothing is loaded from elsewhere, and no input leaves the browser.
/// </summary>
public static class OnnxWeb
{
    private const string ModelName = "model.onnx";
    private const string StepName = "step.onnx";
    private const string StartName = "start.safetensors";

    /// <summary>
    /// Writes a page that runs a model and continues its training: examples are drawn, entered or read from a file, the whole training step
    /// is an ONNX model, and the result is downloaded as ONNX and as a checkpoint for
    /// <see cref="Checkpointing.Load{T}(Training{T}, string, Shape, Batches{T}?)"/>. The page runs the steps of
    /// <c>examples.Shuffle(start.Key.Split("shuffle")).Batches(options.Batch)</c>.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="folder">The folder, which is created; files of the same names are replaced.</param>
    /// <param name="start">The initial state of the page.</param>
    /// <param name="sample">A typical batch, to compare the step with ONNX Runtime's.</param>
    /// <param name="options">The form of the input, labels, normalization, softmax, and the source of ONNX Runtime Web.</param>
    /// <param name="stop">Cancels the download of ONNX Runtime Web.</param>
    /// <returns>The report, or an error: ONNX Runtime does not agree, its web version is not available, or a file cannot be
    /// written.</returns>
    /// <example><code>
    /// TrainState&lt;float&gt; start = training.Init(1, batches.InputShape);
    /// WebReport page = training.ToWeb("web", start, batches.First(), new() { Export = new() { Softmax = true } }).OrThrow();
    /// </code></example>
    public static Either<Error, WebReport> ToWeb(
        this Training<float> training,
        string folder,
        TrainState<float> start,
        Batch<float> sample,
        WebOptions? options = null,
        CancellationToken stop = default
    ) => training.ToWeb(folder, start, start.NotNull().Model, sample, options, stop);

    /// <summary>
    /// The same with another model for inference that has the same parameters, such as one with a final softmax that the loss does not
    /// need.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="start">The initial state of the page.</param>
    /// <param name="shown">The model for predictions.</param>
    /// <param name="sample">A typical batch.</param>
    /// <param name="options">The options as above.</param>
    /// <param name="stop">Cancels the download of ONNX Runtime Web.</param>
    /// <inheritdoc cref="ToWeb(Training{float}, string, TrainState{float}, Batch{float}, WebOptions?, CancellationToken)" path="/returns"/>
    public static Either<Error, WebReport> ToWeb(
        this Training<float> training,
        string folder,
        TrainState<float> start,
        Model<float> shown,
        Batch<float> sample,
        WebOptions? options = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(shown);
        options ??= new();
        var stepOptions = new ExportOptions { Opset = options.Export.Opset, Tolerance = options.Export.Tolerance };
        return from page in WebFolder.Open(folder)
            from runtime in WebRuntime.Files(options.Runtime, options.Gpu, stop)
            from model in shown.SaveOnnx(page[ModelName], options.Export)
            from step in training.ToOnnx(page[StepName], start, sample, stepOptions)
            from proto in ModelFile.Read(page[ModelName])
            let parts = WebTraining.Of(training, start, sample, options, proto)
            from told in parts
            from stored in told.Save(page[StartName])
            from manifest in WebManifest.Of(
                proto,
                options,
                runtime,
                told.Json(page, StepName, stored ? StartName : null)
            )
            from report in page.Write(manifest, runtime)
            select report with
            {
                Bytes = report.Bytes + step.Bytes + (stored ? new FileInfo(page[StartName]).Length : 0),
                IsTraining = true,
            };
    }

    /// <summary>Writes a page that runs a model.</summary>
    /// <param name="model">The model, exported for inference.</param>
    /// <param name="folder">The folder, which is created; files of the same names are replaced.</param>
    /// <param name="options">The form of the input, labels, normalization, softmax, and the source of ONNX Runtime Web.</param>
    /// <param name="stop">Cancels the download of ONNX Runtime Web.</param>
    /// <inheritdoc cref="ToWeb(Training{float}, string, TrainState{float}, Batch{float}, WebOptions?, CancellationToken)" path="/returns"/>
    /// <example><code>
    /// trained.Model.ToWeb("web", new() { Export = new() { Softmax = true, Labels = ["cat", "dog"] } }).OrThrow();
    /// </code></example>
    public static Either<Error, WebReport> ToWeb(
        this Model<float> model,
        string folder,
        WebOptions? options = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        return from page in WebFolder.Open(folder)
            from runtime in WebRuntime.Files(options.Runtime, options.Gpu, stop)
            from written in model.SaveOnnx(page[ModelName], options.Export)
            from proto in ModelFile.Read(page[ModelName])
            from report in Shown(page, proto, options, runtime)
            select report;
    }

    /// <summary>Writes a page that runs an ONNX file of any origin.</summary>
    /// <param name="model">The file. It must have one input, with a batch axis that is free or 1 and other axes that are known.</param>
    /// <param name="folder">The folder, which is created; files of the same names are replaced.</param>
    /// <param name="options">The form of the input, and the source of ONNX Runtime Web. Of its export options only the number type of
    /// weights is used.</param>
    /// <param name="stop">Cancels the download of ONNX Runtime Web.</param>
    /// <inheritdoc cref="ToWeb(Training{float}, string, TrainState{float}, Batch{float}, WebOptions?, CancellationToken)" path="/returns"/>
    /// <example><code>Either&lt;Error, WebReport> page = OnnxWeb.Write("digits.onnx", "web");</code></example>
    public static Either<Error, WebReport> Write(
        string model,
        string folder,
        WebOptions? options = null,
        CancellationToken stop = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        options ??= new();
        var precision = options.Export.Precision;
        return from read in ModelFile.Read(model)
            from fits in WebManifest.Of(read, options, runtime: null, training: null)
            from page in WebFolder.Open(folder)
            from runtime in WebRuntime.Files(options.Runtime, options.Gpu, stop)
            from copied in precision == Precision.Float32
                ? WholeFile.Write(page[ModelName], stream => read.WriteTo(stream))
                : OnnxConversion.Convert(model, page[ModelName], new() { Precision = precision }).Map(_ => Unit.Default)
            from proto in ModelFile.Read(page[ModelName])
            from report in Shown(page, proto, options, runtime)
            select report;
    }

    // A step from an earlier run would belong to another model.
    private static Either<Error, WebReport> Shown(
        WebFolder page,
        ModelProto proto,
        WebOptions options,
        WebRuntime runtime
    ) =>
        from manifest in WebManifest.Of(proto, options, runtime, training: null)
        from removed in page.Remove(StepName, StartName)
        from report in page.Write(manifest, runtime)
        select report;

    private static TrainState<float> NotNull(this TrainState<float>? state) =>
        state ?? throw new ArgumentNullException(nameof(state));
}
