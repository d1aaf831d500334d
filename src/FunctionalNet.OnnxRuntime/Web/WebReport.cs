namespace FunctionalNet;

/// <summary>The result of writing a folder for browsers.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Form">The input form of the page: drawing, picture, table, text or numbers.</param>
/// <param name="Bytes">The size of all files, without ONNX Runtime Web.</param>
/// <param name="RuntimeBytes">The size of ONNX Runtime Web.</param>
/// <param name="IsTraining">Whether the page can train.</param>
/// <example><code>
/// var report = trained.Model.ToWeb("pets").OrThrow();
/// Console.WriteLine(report); // pets: a page of a drawing, 131,072 bytes, and 14,315,000 of ONNX Runtime Web
/// </code></example>
public sealed record WebReport(string Folder, string Form, long Bytes, long RuntimeBytes, bool IsTraining)
{
    /// <summary>A summary in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Folder}: a page of a {Form}{(IsTraining ? " that learns" : string.Empty)}, {Bytes:N0} bytes, and {RuntimeBytes:N0} of ONNX Runtime Web"
        );
}
