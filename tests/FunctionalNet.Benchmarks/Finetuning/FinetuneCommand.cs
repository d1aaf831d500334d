using System.CommandLine;
using System.Diagnostics;
using System.IO.Enumeration;
using System.Text.Json;
using FunctionalNet.Benchmarks.Peers;
using static System.FormattableString;

namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary><c>finetune</c>: pretrained networks are tuned by a new head, by adapters, and in all weights.</summary>
internal static class FinetuneCommand
{
    /// <summary>The hidden command of a child process that tunes one network by one method.</summary>
    public const string Child = "finetune-child";

    private static readonly string[] Ways =
    [
        TuningRun.All,
        TuningRun.LowRank,
        TuningRun.Half,
        TuningRun.Bytes,
        TuningRun.Frozen,
        TuningRun.Scratch,
        TuningRun.Onnx,
    ];

    private static readonly Option<string> Only = new("--only")
    {
        Description = "Networks and ways whose names hold this; * stands for anything.",
        DefaultValueFactory = _ => "*",
    };

    public static Command Create()
    {
        var command = new Command("finetune", "Tune networks of others in several ways, and write what each costs.")
        {
            Only,
        };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(Only)));
        return command;
    }

    /// <summary>Runs the child process: tunes the network and prints the result.</summary>
    public static int RunChild(string network, string way)
    {
        Console.WriteLine(JsonSerializer.Serialize(TuningRun.Of(Tunings.All[network].Of(), way)));
        return 0;
    }

    private static int Run(string only)
    {
        Console.WriteLine(
            "| network | way | numbers that learn | accuracy | s an epoch | peak memory | of all | checkpoint | of the base |"
        );
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (network, (lack, _)) in Tunings.All)
        {
            if (lack() is { } missing)
            {
                Console.WriteLine($"{network} is left out: {missing}");
                continue;
            }

            long? whole = null;
            foreach (var way in Ways)
            {
                if (!FileSystemName.MatchesSimpleExpression($"*{only}*", $"{network}, {way}"))
                {
                    continue;
                }

                if (Once(network, way) is not { } result)
                {
                    Console.WriteLine($"{network}, {way}: the process failed");
                    continue;
                }

                whole ??= way == TuningRun.All ? result.Peak : null;
                var share = whole is { } all ? Invariant($"{(double)result.Peak / all:P0}") : string.Empty;
                Console.WriteLine(
                    Invariant(
                        $"| {network} | {way} | {result.Learning:N0} | {result.Accuracy:P1} | {result.Seconds:N1} | {result.Peak / 1e6:N0} MB | {share} | {result.Checkpoint / 1e6:N2} MB | {(double)result.Checkpoint / result.Base:P1} |"
                    )
                );
            }
        }

        return 0;
    }

    private static TuningResult? Once(string network, string way)
    {
        var start = Peers.Child.Again([Child, network, way]);
        (start.UseShellExecute, start.RedirectStandardOutput) = (false, true);
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<TuningResult>(line) : null;
    }
}
