using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Node;

/// <summary>The exported training step in other languages, run by the code that the package's page shows.</summary>
/// <remarks>
/// Needs Node.js 18 or newer with npm on the path, which installs the package onnxruntime-node once (about 100 MB), and Python with the
/// packages onnxruntime and numpy. A test is skipped if its runtime is missing.
/// </remarks>
public sealed class StepInOtherLanguages : IDisposable
{
    private const string Needs =
        "This test runs an exported training step in Node.js. It needs node and npm on the path, and the npm package "
        + "onnxruntime-node, which it gets by 'npm ci' in its output folder";

    private const string NeedsPython =
        "This test runs an exported training step in Python. It needs python3 on the path with the packages onnxruntime and numpy";

    private const RegexOptions Options = RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private static string Scripts => Path.Combine(AppContext.BaseDirectory, "Node");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_steps_in_node_give_the_losses_of_the_fold(bool isAdapted)
    {
        var states = Steps(isAdapted);
        try
        {
            Install();
        }
        catch (Win32Exception error)
        {
            Assert.Skip($"{Needs}. It does not start: {error.Message}");
        }

        AreSame(states, Run("node", "step.mjs"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_steps_in_python_give_the_losses_of_the_fold(bool isAdapted)
    {
        var states = Steps(isAdapted);
        string lines;
        try
        {
            using var probe = Process.Start(
                new ProcessStartInfo("python3", ["-c", "import onnxruntime, numpy"])
                {
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            var missing = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            Assert.SkipWhen(probe.ExitCode != 0, $"{NeedsPython}: {missing.TrimEnd().Split('\n')[^1]}");
            lines = Run("python3", "step.py");
        }
        catch (Win32Exception error)
        {
            Assert.Skip($"{NeedsPython}. It does not start: {error.Message}");
            return;
        }

        AreSame(states, lines);
    }

    [Theory]
    [InlineData("js", "step.mjs")]
    [InlineData("python", "step.py")]
    public void The_page_of_the_package_shows_the_lines_that_run_and_the_losses(string language, string script)
    {
        var page = File.ReadAllText(Page());
        var shown = Block(language).Match(page).Groups["code"].Value;
        Assert.Contains(shown.Trim(), File.ReadAllText(Path.Combine(Scripts, script)), StringComparison.Ordinal);
        var states = Steps(isAdapted: false);
        foreach (var number in (int[])[1, 10, 100])
        {
            var row = Regex.Match(page, $@"\| {number} \| (?<ours>\S+) \| (?<theirs>\S+) \|", Options, Limit);
            Assert.Equal(states[number - 1].Loss, Number(row, "ours"), 1e-3);
            Assert.Equal(Number(row, "ours"), Number(row, "theirs"), 1e-3);
        }

        static float Number(Match row, string column) =>
            float.Parse(row.Groups[column].Value, CultureInfo.InvariantCulture);
    }

    private static string Page([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "src", "FunctionalNet.OnnxRuntime", "PACKAGE.md");

    private static Regex Block(string language) =>
        new(
            $"```{language}\n(?<code>.*?)```",
            RegexOptions.Singleline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );

    // Trains a hundred steps, of all weights or of adapters alone, and writes the files from which the other languages repeat them.
    private TrainState<float>[] Steps(bool isAdapted)
    {
        var layer = Dense(12) >> Gelu() >> Dropout(0.2) >> LayerNorm() >> Dense(3);
        var training = Training.Of(
            isAdapted ? LowRank(layer, rank: 2) : layer,
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 0.01, warmup: 10, total: 100), decay: 0.01)
        );
        var labels = Enumerable.Range(0, 70).Select(i => (float)(i % 3)).ToArray();
        var data = new Dataset<float>(Samples.Normal<float>(new(70, 4), 8), Tensor.Vector(labels));
        Batch<float>[] batches = [.. data.Shuffle(1).Batches(16).Repeat(epochs: 20)]; // every fifth batch has 6 rows
        var start = training.Init(2, data.InputShape);
        TrainState<float>[] states = [.. training.Scan(start, batches)];

        Assert.Equal(isAdapted ? 6 : 0, start.FrozenValues.Count());
        training.ToOnnx(At("step.onnx"), start, batches[0]).OrThrow();
        File.WriteAllBytes(At("start.onnx"), start.ToOnnx());
        File.WriteAllText(
            At("batches.json"),
            JsonSerializer.Serialize(batches.Select((b, i) => Feed(start, b, i)), Web)
        );
        return states;
    }

    private string Run(string program, string script) =>
        Run(program, [script, At("step.onnx"), At("start.onnx"), At("batches.json")]);

    private static void AreSame(TrainState<float>[] states, string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(100, states.Length);
        Assert.Equal(101, lines.Length);
        for (var i = 0; i < states.Length; i++)
        {
            Assert.Equal(states[i].Loss, float.Parse(lines[i], CultureInfo.InvariantCulture), 1e-4);
        }

        // Without frozen weights, which are stored in the step.
        var last = JsonSerializer.Deserialize<Dictionary<string, float[]>>(lines[^1])!;
        var learned = states[^1].Values.RemoveRange(states[^1].FrozenValues.Select(value => value.Key));
        Assert.Equal(learned.Keys.ToArray(), last.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.All(learned, value => Samples.Close(value.Value, Tensor.Of(value.Value.Shape, last[value.Key]), 1e-3));
    }

    // The inputs of the step other than the state, by name.
    private static Dictionary<string, Fed> Feed(TrainState<float> start, Batch<float> batch, int step)
    {
        var noise = new float[batch.Count * 12];
        Uniform(0, 1)
            .Fill<float>(new(batch.Count, 12), start.Key.Split("noise").Split((ulong)step).Split("2/noise"), noise);
        return new(StringComparer.Ordinal)
        {
            ["input"] = new("float32", [batch.Count, 4], batch.Inputs.Span.ToArray()),
            ["target"] = new("int64", [batch.Count], batch.Targets.Span.ToArray()),
            ["2/noise"] = new("float32", [batch.Count, 12], noise),
        };
    }

    // Installs once for each build; the lock file pins versions and hashes. Install scripts are disabled, because they would download the
    // CUDA provider.
    private static void Install()
    {
        var done = Path.Combine(Scripts, "node_modules", ".installed");
        var wanted = File.ReadAllText(Path.Combine(Scripts, "package-lock.json"));
        if (!File.Exists(done) || File.ReadAllText(done) != wanted)
        {
            Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            File.WriteAllText(done, wanted);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Scripts,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0,
            $"{Needs}. {program} {string.Join(' ', arguments)} gave {process.ExitCode}: {errors.Result}"
        );
        return output;
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private sealed record Fed(string Type, int[] Dims, float[] Data);
}
