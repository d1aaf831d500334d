using System.Diagnostics;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Web;

/// <summary>A run of <c>fnet web</c>.</summary>
/// <param name="Source">An ONNX file, or the start of a training.</param>
/// <param name="Folder">The folder of the page.</param>
/// <param name="Trainer">The training of the page; null if it only predicts.</param>
internal sealed record WebPage(string Source, string Folder, WebTrainer? Trainer)
{
    /// <summary>Gets the options of the library.</summary>
    public required WebOptions Options { get; init; }

    /// <summary>Gets the port on which the folder is served; null for none.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the token that cancels downloads and serving.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Writes the page, prints its path, and serves it if requested.</summary>
    public ResultOrError ToEnd()
    {
        var clock = Stopwatch.StartNew();
        if (Options.Runtime is null && !WebRuntime.IsCached(Options.Gpu))
        {
            ProgressOutput.Out.WriteLine(
                $"onnxruntime-web {WebRuntime.Version} (33 MB) is fetched once from the npm registry, into {WebRuntime.Cache}"
            );
        }

        var replaced = Files.IsThere(PageOf(Folder));
        return ActivityIndicator
            .For($"writing the page of {Source}", Written)
            .Match(
                report =>
                {
                    Tell(report, replaced, clock.Elapsed);
                    return Served(
                        Result.Of(
                            new
                            {
                                folder = report.Folder,
                                replaced,
                                form = report.Form,
                                learns = report.IsTraining,
                                bytes = report.Bytes,
                                runtimeBytes = report.RuntimeBytes,
                                runtimeVersion = WebRuntime.Version,
                            }
                        )
                    );
                },
                error =>
                    Stop.IsCancellationRequested ? Result.Nothing(error.Message) : Prelude.Left<Error, Result>(error)
            );
    }

    private Either<Error, WebReport> Written()
    {
        try
        {
            return string.IsNullOrWhiteSpace(Source)
                    ? Error.New("MODEL is empty: name an ONNX file, a recipe or a checkpoint")
                : Trainer is { } trainer ? trainer.Begin(Source).Bind(begun => begun.Write(Folder, Options, Stop))
                : Recipe.Names.Contains(Source, StringComparer.Ordinal)
                || WebTrainer.IsRecipe(Source)
                || WebTrainer.IsCheckpoint(Source)
                    ? Error.New(
                        $"{Source} is no ONNX file: a page that only predicts takes what 'fnet train' writes; --train begins with a recipe or a checkpoint"
                    )
                : Files.Existing(new(Source)).Bind(model => OnnxWeb.Write(model, Folder, Options, Stop));
        }
        catch (ShapeException e)
        {
            return Error.New($"{Source} does not fit: {e.Message}");
        }
    }

    private void Tell(WebReport report, bool isReplaced, TimeSpan time) =>
        ResultTable.Show(
            ("page", $"{PageOf(report.Folder)}, {Kind(report)}{Files.InPlace(isReplaced)}"),
            (
                "size",
                Invariant(
                    $"{report.Bytes / 1000.0:N0} kB, and {report.RuntimeBytes / 1e6:N1} MB of ONNX Runtime Web {WebRuntime.Version}"
                )
            ),
            ("time", Invariant($"{time.TotalSeconds:N1} s")),
            (
                "to open",
                Port is null ? "any static host serves the folder; on this machine, this command with --serve" : null
            )
        );

    private static string PageOf(string folder) => Path.Combine(folder, "index.html");

    private static string Kind(WebReport report) =>
        report.Form switch
        {
            "drawing" => "with a frame to draw on",
            "picture" => "for pictures",
            "table" => "with a field for each column",
            "text" => "that writes texts on",
            _ => "for numbers",
        } + (report.IsTraining ? "; it learns" : string.Empty);

    private ResultOrError Served(Result result) =>
        Port is not { } port
            ? result
            : WebServer
                .Start(Folder, port)
                .Map(server =>
                {
                    using (server)
                    {
                        Console.WriteLine($"\n{server.Address} (Ctrl-C ends)");
                        server.Run(Stop).GetAwaiter().GetResult();
                    }

                    return result with
                    {
                        Code = Stop.IsCancellationRequested ? ExitCode.Interrupted : result.Code,
                    };
                });
}
