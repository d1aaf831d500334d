using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Lectures;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet lectures</c>: the tour through the lectures, as one HTML page.</summary>
internal static class LecturesCommand
{
    private static readonly Option<FileInfo> Out = new("--out", "-o")
    {
        Description = "Where to write the page.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("models", "lectures", "lectures.html")),
    };

    public static Command Create()
    {
        var command = new Command(
            "lectures",
            "Compute the examples of the lectures, from one weight to k-fold, and write one HTML page with the pictures."
        )
        {
            Out,
        };
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        ExitCode.Of(
                            Files
                                .New(
                                    arguments.GetValue(Out),
                                    isOwn: arguments.GetResult(Out) is not { Implicit: false }
                                )
                                .Bind(path => Run(path, stop))
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static ResultOrError Run(string path, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var chapters = new List<Chapter>();
        foreach (var write in Tour.Chapters)
        {
            if (stop.IsCancellationRequested)
            {
                return Result.Nothing("stopped before the end; nothing is written");
            }

            var before = clock.Elapsed;
            var chapter = write();
            chapters.Add(chapter);
            ProgressOutput.Out.WriteLine(
                Line($"{chapters.Count, 2}  {chapter.Title, -46}{(clock.Elapsed - before).TotalSeconds, 6:N1} s")
            );
        }

        var replaced = Files.IsThere(path);
        return WholeFile
            .Write(path, Page.Write(Tour.Title, Tour.Introduction, chapters))
            .Map(_ =>
            {
                var bytes = new FileInfo(path).Length;
                var charts = chapters.Sum(chapter => chapter.Blocks.OfType<Figure>().Count());
                Console.WriteLine(
                    Line(
                        $"\n{path}: {charts} charts in one file of {bytes / 1024.0:N0} KiB{Files.InPlace(replaced)}. Open it in any browser."
                    )
                );
                return Result.Of(
                    new
                    {
                        page = path,
                        replaced,
                        chapters = chapters.Count,
                        charts,
                        bytes,
                    }
                );
            });
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
