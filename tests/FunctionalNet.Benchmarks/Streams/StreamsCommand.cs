using System.CommandLine;
using System.Diagnostics;
using static System.FormattableString;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Streams;

/// <summary><c>streams</c>: trains on files larger than memory through a pipeline, and reports memory and throughput.</summary>
internal static class StreamsCommand
{
    private static readonly Option<double> Gigabytes = new("--gigabytes")
    {
        Description = "How much is generated.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "The kind of file.",
        DefaultValueFactory = _ => "idx",
    };

    private static readonly Option<DirectoryInfo> Folder = new("--folder")
    {
        Description = "Where the file is written, and removed from in the end.",
        DefaultValueFactory = _ => new(Path.GetTempPath()),
    };

    public static Command Create()
    {
        var command = new Command("streams", "Measure the memory and the time of a pipeline over generated data.")
        {
            Gigabytes,
            Format.AcceptOnlyFromAmong("idx", "csv"),
            Folder,
        };
        command.SetAction(arguments =>
            Run(
                (long)(1e9 * arguments.GetValue(Gigabytes)),
                arguments.GetValue(Format) is "csv",
                arguments.GetRequiredValue(Folder)
            )
        );
        return command;
    }

    private static int Run(long bytes, bool isCsv, DirectoryInfo folder)
    {
        using var data = isCsv ? GeneratedData.Csv(bytes, folder) : GeneratedData.Idx(bytes, folder);
        var clock = Stopwatch.StartNew();
        var batches = data.Batches(256).ShuffleBuffer(10_000, key: 1).Prefetch();
        var training = Training.Of(Flatten() >> Dense(10), SoftmaxCrossEntropy(), Sgd(1e-3));
        Console.WriteLine(
            Invariant($"{data.Bytes / 1e9:F2} GB, {batches.Samples:N0} samples of {batches.InputShape}, {batches}")
        );
        var (start, seen) = (training.Init(2, batches.InputShape), 0L);
        var end = training.Fold(start, batches.Epoch(0).Select(Watched));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            Invariant(
                $"{end.Step:N0} steps in {clock.Elapsed.TotalSeconds:F1} s, {data.Bytes / 1e6 / clock.Elapsed.TotalSeconds:N0} MB/s; peak working set {process.PeakWorkingSet64 / 1e6:N0} MB"
            )
        );
        return 0;

        // Prints the memory ten times during the epoch, to show that it stays constant.
        Batch<float> Watched(Batch<float> batch)
        {
            var tenth = batches.Samples / 10;
            if (seen / tenth != (seen + batch.Count) / tenth)
            {
                Console.WriteLine(
                    Invariant(
                        $"{seen / (double)batches.Samples:P0}  working set {Environment.WorkingSet / 1e6:N0} MB, managed {GC.GetTotalMemory(false) / 1e6:N0} MB"
                    )
                );
            }

            seen += batch.Count;
            return batch;
        }
    }
}
