using System.Globalization;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>A training that is killed repeatedly ends with the same bits as one that was not.</summary>
public sealed class KilledTests : IDisposable
{
    private const string Last = "step-000000000360.safetensors";

    private readonly Folder folder = new();

    // KILLS=200 runs more rounds and takes minutes.
    private static int Kills =>
        int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "20", CultureInfo.InvariantCulture);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_at_random_moments_ends_with_the_same_bits()
    {
        (await Tool.Run(folder.Path, Arguments("whole"))).Succeeded();
        var whole = Bits("whole");

        var random = new Random(1);
        var (killed, rounds) = (0, 0);
        while (killed < Kills)
        {
            // A run that has finished is checked, and the next one starts anew.
            if (File.Exists(folder[Path.Combine("killed", Last)]))
            {
                Assert.Equal(whole, Bits("killed"));
                Directory.Delete(folder["killed"], recursive: true);
                rounds++;
            }

            using var run = Tool.Start(folder.Path, Arguments("killed"));

            // The first line of output shows that training has begun; the kill may then hit compilation, steps or writing.
            await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await Task.Delay(random.Next(0, 700), TestContext.Current.CancellationToken);
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            killed++;
        }

        (await Tool.Run(folder.Path, Arguments("killed"))).Succeeded();
        Assert.Equal(whole, Bits("killed"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} kills, {rounds} times through");
    }

    [Fact]
    public async Task A_disk_that_is_full_stops_it_with_an_error_and_it_goes_on_later()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has a device that is always full.");
        (await Tool.Run(folder.Path, Arguments("whole"))).Succeeded();

        // A link to a full device in place of the file makes every write to it fail.
        Directory.CreateDirectory(folder["killed"]);
        var link = folder[Path.Combine("killed", "best.safetensors")];
        File.CreateSymbolicLink(link, "/dev/full");
        var full = await Tool.Run(folder.Path, Arguments("killed"));
        Assert.Equal(Cli.Commands.ExitCode.NotCompleted, full.ExitCode);
        Assert.Contains("fnet: cannot write ", full.Error, StringComparison.Ordinal);
        Assert.Contains("best.safetensors", full.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["killed.onnx"]));

        File.Delete(link);
        (await Tool.Run(folder.Path, Arguments("killed"))).Succeeded();
        Assert.Equal(Bits("whole"), Bits("killed"));
    }

    [Fact]
    public async Task What_was_begun_and_not_renamed_is_passed_over()
    {
        (await Tool.Run(folder.Path, Arguments("whole"))).Succeeded();
        using (var run = Tool.Start(folder.Path, Arguments("killed")))
        {
            await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (
                !Directory.Exists(folder["killed"]) || Directory.GetFiles(folder["killed"], "*.safetensors").Length < 3
            )
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // The state just before a rename: the next checkpoint and the best one, complete or truncated, in temporary folders.
        var last = new FunctionalNet.Checkpoints(folder["killed"]).Files[0];
        var next = long.Parse(Path.GetFileNameWithoutExtension(last)[5..], CultureInfo.InvariantCulture) + 3;
        var bytes = File.ReadAllBytes(last);
        Begun($"step-{next:D12}.safetensors", bytes);
        Begun("best.safetensors", bytes[..(bytes.Length / 2)]);

        (await Tool.Run(folder.Path, Arguments("killed"))).Succeeded();
        Assert.Equal(Bits("whole"), Bits("killed"));
        Assert.Empty(Directory.GetDirectories(folder["killed"]));

        void Begun(string name, byte[] content)
        {
            var draft = Directory.CreateDirectory(folder[Path.Combine("killed", $"{name}.0123456789abcdef.part")]);
            File.WriteAllBytes(Path.Combine(draft.FullName, name), content);
        }
    }

    private static string[] Arguments(string name) =>
        ["train", "digits", "--epochs", "8", "--checkpoints", name, "--checkpoint-every", "3", "--out", $"{name}.onnx"];

    // The checkpoint holds parameters, optimizer state, step, key, loss and scores, and a hash of them.
    private string Bits(string name) =>
        string.Join(
            ' ',
            new[] { Last, "best.safetensors" }.Select(file =>
                Convert.ToHexStringLower(
                    System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder[Path.Combine(name, file)]))
                )
            )
        );
}
