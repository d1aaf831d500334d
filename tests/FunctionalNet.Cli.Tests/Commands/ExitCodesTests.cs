using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The exit codes of every command that there is: 1 where it judges, 2 for mistakes, 130 for Ctrl-C; <see cref="EveryCommandTests"/> has 0.</summary>
[Collection(nameof(HostileTests))]
public sealed class ExitCodesTests : IDisposable
{
    private static readonly string[] WordsOfJudges = ["check", "compare", "verify", "validate"];

    // What has started, and compiled what it runs, has used as much of a processor; a server waits.
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly Folder folder = new();

    public static TheoryData<string> Commands => [.. UsualArguments.Commands.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_is_not_there_is_named_with_the_exit_code_2(string command)
    {
        await UsualArguments.Prepare(folder);
        var usual = UsualArguments.Of(command, folder);
        foreach (var (place, _) in usual.Where(one => Path.Exists(one.Value)).ToArray())
        {
            var values = new Dictionary<string, string>(usual, StringComparer.Ordinal) { [place] = "no/such.thing" };
            var (code, output, error) = await Started.Run([.. UsualArguments.Line(command, values), "--json"]);
            var json = JsonNode.Parse(output)!.AsObject();
            Assert.Equal((2, 2), (code, (int)json["exitCode"]!));
            Assert.Contains("no/such.thing", (string?)json["error"], StringComparison.Ordinal);
            Assert.Equal($"fnet: {json["error"]}\n", error);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_is_judged_and_fails_has_the_exit_code_1(string command)
    {
        if (UsualArguments.Failing(command, folder) is not { } failing)
        {
            // A command with others tells of them.
            var told = UsualArguments.Commands[command];
            Assert.DoesNotContain(
                WordsOfJudges,
                word =>
                    told.Subcommands.Count == 0 && told.Description!.Contains(word, StringComparison.OrdinalIgnoreCase)
            );
            return;
        }

        var (code, output, error) = await Started.Run([.. UsualArguments.Line(command, failing), "--json"]);
        Assert.SkipWhen(error.Contains("cannot be fetched", StringComparison.Ordinal), error);
        Assert.Equal((1, 1), (code, (int)JsonNode.Parse(output)!["exitCode"]!));
        Assert.False(File.Exists(folder["written.onnx"]));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Ctrl_C_is_told_and_has_the_exit_code_130(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent by kill.");
        if (UsualArguments.Endless(command, folder) is not { } endless)
        {
            return;
        }

        await UsualArguments.Prepare(folder);
        var run = Tool.StartInterruptible(folder.Path, [.. UsualArguments.Line(command, endless), "--json"]);
        var clock = Stopwatch.StartNew();
        while (!run.HasExited && run.TotalProcessorTime < Work && clock.Elapsed < Longest)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        using (var kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (code, output, error) = await Tool.End(run);
        Assert.SkipWhen(error.Contains("cannot be fetched", StringComparison.Ordinal), error);
        Assert.True(code == 130, $"{code} {output} {error}");
        Assert.Equal(130, (int)JsonNode.Parse(output)!["exitCode"]!);
    }
}
