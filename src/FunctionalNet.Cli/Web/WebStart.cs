using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Web;

/// <summary>What a page that learns begins with.</summary>
/// <param name="Training">Model, loss and optimizer.</param>
/// <param name="State">The state.</param>
/// <param name="Shown">The model that predicts.</param>
/// <param name="Sample">A batch as it will come.</param>
/// <param name="Export">How the model is written.</param>
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
