namespace FunctionalNet;

/// <summary>Options of a folder for browsers; change options with <c>with</c>.</summary>
/// <example><code>
/// var options = new WebOptions
/// {
///     Title = "Digits",
///     Form = InputForm.Image(8, 8, high: 16),
///     Export = new() { Softmax = true, Labels = ["zero", "one", "two"] },
/// };
/// </code></example>
public sealed record WebOptions
{
    /// <summary>Gets the heading of the page; that of the file's description by default.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>
    /// Gets the form of the input; by default that in the file's metadata, or by its type: [1, h, w] and [h, w, 1] are an image from 0 to
    /// 1, bytes from 0 to 255, integers are tokens of a text.
    /// </summary>
    public InputForm? Form { get; init; }

    /// <summary>Gets how the model is exported: names, normalization, softmax, labels, descriptions, and 16-bit weights.</summary>
    public ExportOptions Export { get; init; } = new();

    /// <summary>Gets the batch size of a step in the page, 32 by default.</summary>
    public int Batch
    {
        get;
        init => field = Ranges.Count(value, nameof(Batch));
    } = 32;

    /// <summary>
    /// Gets the source of ONNX Runtime Web: the folder or the .tgz of the npm package onnxruntime-web in the version
    /// <see cref="WebRuntime.Version"/>. By default the user's cache, into which it is downloaded once from the npm registry.
    /// </summary>
    public string? Runtime { get; init; }

    /// <summary>Gets a value indicating whether the page offers WebGPU too, which adds 27 MB to the folder.</summary>
    public bool Gpu { get; init; }
}
