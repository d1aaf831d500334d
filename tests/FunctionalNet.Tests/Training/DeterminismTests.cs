using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>
/// Whole trainings of common models give the same bits: planned or one operator at a time, on any number of threads, resumed or not, in
/// every process, on AVX-512 and on AVX2. Without either there is no fused multiply-add, so that products and sums round separately and
/// give other bits.
/// </summary>
/// <remarks>
/// <see cref="Reference"/> is no baseline here: it adds in the order of the elements and uses the system's exponential, so that it agrees
/// within a tolerance only, which FunctionalNet.Laws checks.
/// </remarks>
public class DeterminismTests(ITestOutputHelper output)
{
    private const string Child = "DETERMINISM_CHILD";

    // Record these again when a kernel deliberately changes its order of summation.
    private static readonly Dictionary<(string Model, bool HasAvx2), string> Recorded = new()
    {
        [("mlp", true)] = "190F209F15F1024B",
        [("cnn", true)] = "6F63B5553EE817B5",
        [("lstm", true)] = "31E67849111C3F65",
        [("transformer", true)] = "9701121CD4D906BB",
        [("mlp", false)] = "0B9E22FB86F3C196",
        [("cnn", false)] = "CC0669855BF681BC",
        [("lstm", false)] = "A44A000D0ACE0556",
        [("transformer", false)] = "231EFAAD865D0A29",
    };

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Models { get; } = ["mlp", "cnn", "lstm", "transformer"];

    // The vector width that both the kernels and the framework's vectorized loops use; 0 if they differ.
    private static int Bits =>
        (Simd.Width, Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
        {
            (SimdWidth.Bits512, true, _) => 512,
            (SimdWidth.Bits256, false, true) => 256,
            (SimdWidth.Bits128, false, false) => 128,
            _ => 0,
        };

    // Other systems have other math libraries, which round differently.
    private static bool IsRecorded =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Bits != 0;

    // Where no hash is recorded, a run on two threads is the baseline for the run on one.
    [Theory]
    [MemberData(nameof(Models))]
    public void Bits_are_those_that_were_recorded(string model)
    {
        var hash = Hash(Trained(model, threads: 1));
        if (Environment.GetEnvironmentVariable(Child) is { } told)
        {
            File.AppendAllText(told, $"{model} {Bits} {hash}\n");
        }

        var expected = IsRecorded ? Recorded[(model, Bits >= 256)] : Hash(Trained(model, threads: 2));
        output.WriteLine($"{model} on {Bits} bits: {(IsRecorded ? "recorded" : "nothing is recorded")}");
        Assert.Equal(expected, hash, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Another_process_has_the_same_bits() =>
        Assert.Equal(
            Models.Select(row => row.Data).Select(model => $"{model} {Bits} {Hash(Trained(model, threads: 1))}"),
            await InAnother("DOTNET_TieredPGO=0"),
            StringComparer.Ordinal
        );

    // The settings disable vector extensions of x64; other processors ignore them.
    [Theory]
    [InlineData("DOTNET_EnableAVX512F=0 DOTNET_EnableAVX512=0", 256)]
    [InlineData("DOTNET_EnableAVX=0", 128)]
    public async Task Narrower_processors_have_recorded_bits_too(string settings, int max)
    {
        var lines = await InAnother(settings);
        Assert.Equal(Models.Select(row => row.Data), lines.Select(line => line.Split(' ')[0]), StringComparer.Ordinal);
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            Assert.All(
                lines,
                line => Assert.InRange(int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), 0, max)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Threads_change_no_bit(string model)
    {
        using var alone = new Team(1);
        using var team = new Team(3);
        var expected = Hash(Trained(model, alone, isLarge: true));
        Assert.Equal(expected, Hash(Trained(model, team, isLarge: true)), StringComparer.Ordinal);
        Assert.True(team.IsStarted, "Nothing was shared among the threads.");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_plan_changes_no_bit(string model)
    {
        var (training, start, batches) = Of(model, Team.Of(2), isLarge: true);
        Assert.Equal(
            Hash(training.Eager.Fold(start, batches)),
            Hash(training.Fold(start, batches)),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_resume_from_a_file_changes_no_bit(string model)
    {
        using var folder = new TemporaryFolder();
        var (training, start, batches) = Of(model, Team.Of(1));
        training.Fold(start, batches.Take(3)).Save(folder["state.safetensors"]).OrThrow();

        var (other, same, _) = Of(model, Team.Of(2));
        var resumed = other.Load(folder["state.safetensors"], same.Input).OrThrow();
        var end = other.Fold(resumed, batches.Skip(3));
        Assert.Equal(Hash(Trained(model, threads: 1)), Hash(end), StringComparer.Ordinal);
    }

    // Runs the theory of recorded bits in another process and returns the line that it wrote for each model.
    private static async Task<string[]> InAnother(string settings)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                typeof(DeterminismTests).Assembly.Location,
                "-noLogo",
                "-noColor",
                "-method",
                $"{typeof(DeterminismTests).FullName}.{nameof(Bits_are_those_that_were_recorded)}",
            ]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Child] = folder["told"];
        foreach (var setting in settings.Split(' '))
        {
            start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        }

        using var limit = new CancellationTokenSource(Longest);
        using var process = Process.Start(start)!;
        using var late = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var told = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
        await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        Assert.True(process.ExitCode == 0, told);

        // The cases of a theory run in any order.
        var lines = await File.ReadAllLinesAsync(folder["told"], limit.Token).ConfigureAwait(false);
        return [.. lines.OrderBy(line => Models.Select(row => row.Data).ToList().IndexOf(line.Split(' ')[0]))];
    }

    private static TrainState<float> Trained(string model, int threads) => Trained(model, Team.Of(threads));

    private static TrainState<float> Trained(string model, Team team, bool isLarge = false)
    {
        var (training, start, batches) = Of(model, team, isLarge);
        return training.Fold(start, batches);
    }

    // The large variant is big enough for its kernels to be split over threads.
    private static (Training<float> Training, TrainState<float> Start, Batch<float>[] Batches) Of(
        string model,
        Team team,
        bool isLarge = false
    )
    {
        var times = isLarge ? 12 : 1;
        var (layer, input) = model switch
        {
            "mlp" => (
                Dense(64 * times) >> Gelu() >> Dropout(0.2) >> Dense(33 * times) >> Relu() >> Dense(10),
                new Shape(50)
            ),
            "cnn" => (
                Conv2d(8, 3, padding: Padding.Same) >> BatchNorm() >> Relu() >> MaxPool2d(2) >> Flatten() >> Dense(10),
                new Shape(1, 12, 12)
            ),
            "lstm" => (Lstm(17 * times, lastOnly: true) >> Dense(10), new Shape(9, 7)),
            _ => (
                Dense(16 * times)
                    >> TransformerBlock(2, hidden: 32 * times, causal: true, dropout: 0.1)
                    >> Flatten()
                    >> Dense(10),
                new Shape(6, 5)
            ),
        };
        var training = new Training<float>(
            layer,
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 0.01, warmup: 2, total: 6), decay: 0.01)
        )
        {
            Team = team,
        };

        // 40 samples in batches of 16: the last batch is smaller.
        var values = new float[40 * input.Size];
        ((Key)1).Uniform<float>(values);
        var data = new Dataset<float>(
            new(new Shape(40).Append(input), values),
            Tensor.Vector([.. Enumerable.Range(0, 40).Select(i => (float)(i % 10))])
        );
        return (training, training.Init(3, input), [.. data.Shuffle(2).Batches(16).Repeat(2)]);
    }

    // Leaves out the learning rate, which is reported and read by no step.
    private static string Hash(TrainState<float> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, value) in state.Values.Remove(Trace.LearningRate))
        {
            hash.AppendData(MemoryMarshal.AsBytes(value.Span));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
