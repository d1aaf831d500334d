namespace FunctionalNet;

/// <summary>What a folder for browsers holds; change a copy with <c>with</c>.</summary>
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
    /// Gets what the numbers of a sample stand for; by default what the file says in its metadata, or what its input looks like:
    /// [1, h, w] and [h, w, 1] are an image from 0 to 1, bytes from 0 to 255, whole numbers are tokens of a text.
    /// </summary>
    public InputForm? Form { get; init; }

    /// <summary>Gets how the model is written: names, normalization, softmax, labels, descriptions, and weights in 16 bits.</summary>
    public ExportOptions Export { get; init; } = new();

    /// <summary>Gets the number of examples of a step in the page, 32 by default.</summary>
    public int Batch
    {
        get;
        init => field = Ranges.Count(value, nameof(Batch));
    } = 32;

    /// <summary>
    /// Gets where ONNX Runtime Web is taken from: the folder or the .tgz of the npm package onnxruntime-web in the version
    /// <see cref="WebRuntime.Version"/>. By default from the cache of the user, to which it comes once from the npm registry.
    /// </summary>
    public string? Runtime { get; init; }

    /// <summary>Gets a value indicating whether the page offers WebGPU, too, for which the folder holds 27 MB more.</summary>
    public bool Gpu { get; init; }
}
