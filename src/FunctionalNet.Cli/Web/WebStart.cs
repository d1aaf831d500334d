using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Web;

/// <summary>The start of a training in a page.</summary>
/// <param name="Training">Model, loss and optimizer.</param>
/// <param name="State">The initial state.</param>
/// <param name="Shown">The model for predictions.</param>
/// <param name="Sample">A batch of the shape to expect.</param>
/// <param name="Export">The export options.</param>
internal sealed record WebStart(
    Training<float> Training,
    TrainState<float> State,
    Model<float> Shown,
    Batch<float> Sample,
    ExportOptions Export
)
{
    /// <summary>Writes the page.</summary>
    public Either<Error, WebReport> Write(string folder, WebOptions options, CancellationToken stop) =>
        Training.ToWeb(
            folder,
            State,
            Shown,
            Sample,
            options with
            {
                Export = Export with { Precision = options.Export.Precision, Tolerance = options.Export.Tolerance },
            },
            stop
        );
}
