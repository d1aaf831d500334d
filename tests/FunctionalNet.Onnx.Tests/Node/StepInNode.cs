using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Node;

/// <summary>The exported training step in another language, with nothing but the npm package onnxruntime-node.</summary>
/// <remarks>Needs Node.js 18 or newer with npm on the path, and once a registry to get the package from (about 100 MB).</remarks>
public sealed class StepInNode : IDisposable
{
    private const string Needs =
        "This test runs an exported training step in Node.js. It needs node and npm on the path, and the npm package "
        + "onnxruntime-node, which it gets by 'npm ci' in its output folder";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private static string Scripts => Path.Combine(AppContext.BaseDirectory, "Node");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_hundred_steps_in_node_give_the_losses_of_the_fold()
    {
        var training = Training.Of(
            Dense(12) >> Gelu() >> Dropout(0.2) >> LayerNorm() >> Dense(3),
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 0.01, warmup: 10, total: 100), decay: 0.01)
        );
        var labels = Enumerable.Range(0, 70).Select(i => (float)(i % 3)).ToArray();
        var data = new Dataset<float>(Samples.Normal<float>(new(70, 4), 8), Tensor.Vector(labels));
        Batch<float>[] batches = [.. data.Shuffle(1).Batches(16).Repeat(epochs: 20)]; // each fifth has 6 rows
        var start = training.Init(2, data.InputShape);
        TrainState<float>[] states = [.. training.Scan(start, batches)];

        training.ToOnnx(At("step.onnx"), start, batches[0]).OrThrow();
        File.WriteAllBytes(At("start.onnx"), start.ToOnnx());
        File.WriteAllText(
            At("batches.json"),
            JsonSerializer.Serialize(batches.Select((b, i) => Feed(start, b, i)), Web)
        );
        Install();
        var lines = Run("node", "step.mjs", At("step.onnx"), At("start.onnx"), At("batches.json"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(100, states.Length);
        Assert.Equal(101, lines.Length);
        for (var i = 0; i < states.Length; i++)
        {
            Assert.Equal(states[i].Loss, float.Parse(lines[i], CultureInfo.InvariantCulture), 1e-4);
        }

        var last = JsonSerializer.Deserialize<Dictionary<string, float[]>>(lines[^1])!;
        Assert.Equal(states[^1].Values.Keys.ToArray(), last.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.All(
            states[^1].Values,
            value => Samples.Close(value.Value, Tensor.Of(value.Value.Shape, last[value.Key]), 1e-3)
        );
    }

    // What the step asks for beside the state, by name.
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

    // Once for each build; the lock file says which versions, by their hashes. Scripts would fetch the CUDA provider.
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
        try
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
        catch (Win32Exception error)
        {
            Assert.Fail($"{Needs}. {program} does not start: {error.Message}");
            return string.Empty;
        }
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private sealed record Fed(string Type, int[] Dims, float[] Data);
}
