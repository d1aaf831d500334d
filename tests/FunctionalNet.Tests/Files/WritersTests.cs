using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace FunctionalNet.Tests.Files;

/// <summary>Whichever processes write concurrently or are killed, a path holds a complete file, old or new.</summary>
public sealed class WritersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // KILLS=100 runs more rounds and takes minutes.
    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "4", CultureInfo.InvariantCulture);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_processes_that_are_killed_leave_a_whole_checkpoint()
    {
        var file = folder["state.safetensors"];
        await Kill(
            Writer.OfCheckpoints,
            file,
            () => Assert.True(Writer.Training.Load(file, Writer.Input).IsRight, "the checkpoint is damaged")
        );

        // The next writer removes the temporary files that killed writers left behind.
        Writer.Training.Init(1, Writer.Input).Save(file).OrThrow();
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Two_processes_that_are_killed_leave_a_model_with_its_own_weights()
    {
        var file = folder["model.onnx"];
        var x = new Tensor<float>(new(1, 1_000), [.. Enumerable.Range(0, 1_000).Select(i => i / 1_000f)]);
        Tensor<float>[] known = [Writer.Written(1).Predict(x), Writer.Written(2).Predict(x)];
        await Kill(
            Writer.OfModels,
            file,
            () =>
            {
                using var predictor = OnnxPredictor.Load(file).OrThrow();
                var seen = predictor.Predict(x);
                Assert.Contains(known, one => Distance(one, seen) < 1e-4);
            }
        );

        Writer.Written(1).SaveOnnx(file, new() { ExternalData = true }).OrThrow();
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
        Writer.Written(1).SaveOnnx(file).OrThrow();
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Nobody_who_looks_sees_a_file_that_is_not_whole()
    {
        var file = folder["state.safetensors"];
        var state = Writer.Training.Init(1, Writer.Input);
        state.Save(file).OrThrow();
        var length = new FileInfo(file).Length;
        var clock = Stopwatch.StartNew();
        var (saves, looks) = (0, 0);

        // Each has a dedicated thread, so that readers and writers also overlap on few cores.
        await Task.WhenAll([
            .. Enumerable
                .Repeat<Action>(Write, 4)
                .Append(Look)
                .Select(work =>
                    Task.Factory.StartNew(
                        work,
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                ),
        ]);
        Assert.True(saves > 10 && looks > 10, $"{saves} saves, {looks} looks");
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));

        void Write()
        {
            while (clock.Elapsed < TimeSpan.FromSeconds(2))
            {
                state.Save(file).OrThrow();
                Interlocked.Increment(ref saves);
            }
        }

        void Look()
        {
            while (clock.Elapsed < TimeSpan.FromSeconds(2))
            {
                Assert.Equal(length, new FileInfo(file).Length);
                looks++;
            }
        }
    }

    private static double Distance(Tensor<float> a, Tensor<float> b) =>
        a.Span.ToArray().Zip(b.Span.ToArray(), (x, y) => Math.Abs(x - y)).Max();

    private static async Task Kill(Func<string, Process> start, string file, Action look)
    {
        var random = new System.Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            Process[] writers = [start(file), start(file)];
            try
            {
                foreach (var writer in writers)
                {
                    Assert.Equal(
                        "written",
                        await writer
                            .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                            .ConfigureAwait(false)
                    );
                }

                await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Array.ForEach(writers, writer => writer.Kill());
            }

            foreach (var writer in writers)
            {
                // Read the output of both writers in every round, so that a failed write of either is seen.
                var told = await writer
                    .StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
                    .ConfigureAwait(false);
                Assert.All(told.Split('\n')[..^1], line => Assert.Equal("written", line));
                writer.Dispose();
            }

            look();
        }
    }
}
