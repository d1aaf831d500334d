using FunctionalNet.Runtime;
using FunctionalNet.Web;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Onnx;

namespace FunctionalNet;

/// <summary>
/// Folders that any static host serves: a page that runs a model in the browser, by ONNX Runtime Web, and on request trains it there.
/// Nothing is loaded from elsewhere, and nothing that a person enters leaves the browser.
/// </summary>
public static class OnnxWeb
{
    private const string ModelName = "model.onnx";
    private const string StepName = "step.onnx";
    private const string StartName = "start.safetensors";

    /// <summary>
    /// Writes a page that runs a model and goes on training it: examples are drawn, entered or read from a file, the whole training step is an
    /// ONNX model, and what comes of it is downloaded as ONNX and as a checkpoint that <see cref="Checkpointing.Load{T}(Training{T}, string, Shape, Batches{T}?)"/>
    /// reads. The page takes the steps of <c>examples.Shuffle(start.Key.Split("shuffle")).Batches(options.Batch)</c>.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="folder">The folder, which is made; files of the same names are replaced.</param>
    /// <param name="start">The state that the page begins with.</param>
    /// <param name="sample">A batch as it will come, to hold the step to ONNX Runtime's.</param>
    /// <param name="options">The form of the input, labels, normalization, softmax, and where ONNX Runtime Web comes from.</param>
    /// <param name="stop">Ends the wait for ONNX Runtime Web.</param>
    /// <returns>What was written, or an error: ONNX Runtime does not agree, its web version cannot be had, or a file cannot be written.</returns>
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

    /// <summary>The same where the inference file is of another model with the same parameters, such as one that ends in a softmax that the loss does without.</summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="start">The state that the page begins with.</param>
    /// <param name="shown">The model that predicts.</param>
    /// <param name="sample">A batch as it will come.</param>
    /// <param name="options">As above.</param>
    /// <param name="stop">Ends the wait for ONNX Runtime Web.</param>
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
            from manifest in WebManifest.Of(proto, options, runtime, told.Json(StepName, stored ? StartName : null))
            from report in page.Write(manifest, runtime)
            select report with
            {
                Bytes = report.Bytes + step.Bytes + (stored ? new FileInfo(page[StartName]).Length : 0),
                IsTraining = true,
            };
    }

    /// <summary>Writes a page that runs a model.</summary>
    /// <param name="model">The model, as it is at inference.</param>
    /// <param name="folder">The folder, which is made; files of the same names are replaced.</param>
    /// <param name="options">The form of the input, labels, normalization, softmax, and where ONNX Runtime Web comes from.</param>
    /// <param name="stop">Ends the wait for ONNX Runtime Web.</param>
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
    /// <param name="model">The file. It has one input, whose batch axis is free or 1 and whose other axes are known.</param>
    /// <param name="folder">The folder, which is made; files of the same names are replaced.</param>
    /// <param name="options">The form of the input, and where ONNX Runtime Web comes from. Of its export options only the number type of weights counts.</param>
    /// <param name="stop">Ends the wait for ONNX Runtime Web.</param>
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

    // A step of before would no longer be of this model.
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
