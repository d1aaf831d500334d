using System.Globalization;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>A training that is killed again and again comes to the bits of one that never was.</summary>
public sealed class KilledTests : IDisposable
{
    private const string Last = "step-000000000360.safetensors";

    private readonly Folder folder = new();

    // More by KILLS=200, which takes minutes.
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
            // A run that comes to its end begins again.
            if (File.Exists(folder[Path.Combine("killed", Last)]))
            {
                Assert.Equal(whole, Bits("killed"));
                Directory.Delete(folder["killed"], recursive: true);
                rounds++;
            }

            using var run = Tool.Start(folder.Path, Arguments("killed"));

            // It has started once it tells what it learns; then come compiling, steps and files.
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

    private static string[] Arguments(string name) =>
        ["train", "digits", "--epochs", "8", "--checkpoints", name, "--checkpoint-every", "3", "--out", $"{name}.onnx"];

    // The file holds parameters, slots, step, key, loss and scores, and a hash of them all.
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
