using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>
/// Concurrent trainings and predictions in one process, by the library and by ONNX Runtime: equal results and constant memory. Runs for a
/// few seconds; SOAK_SECONDS sets the duration.
/// </summary>
[Collection(nameof(MemoryTests))]
public class SoakTests(ITestOutputHelper output)
{
    private const long ManagedSlack = 8_000_000;
    private const long ProcessSlack = 100_000_000;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("SOAK_SECONDS") ?? "6", CultureInfo.InvariantCulture)
    );

    private readonly ConcurrentDictionary<string, long> done = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> problems = [];

    [Fact]
    public async Task Everything_at_once_gives_equal_results_in_flat_memory()
    {
        var model = FunctionalNet
            .Training.Of(Dense(32) >> Gelu() >> Dense(10), SoftmaxCrossEntropy(), Sgd(0.1))
            .Init(1, new(64))
            .Model;
        var file = model.ToOnnx();
        var clock = Stopwatch.StartNew();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var predictor = OnnxPredictor.Load(file, threads: 1).OrThrow();
        await using var front = model.Batched(maxBatchSize: 8);
        Task[] works =
        [
            Again("rows learned", () => Trained(Dense(48) >> Relu() >> Dropout(0.2) >> Dense(10), new(64)), stop.Token),
            Again(
                "images learned",
                () => Trained(Reshape(1, 8, 8) >> Conv2d(4, 3) >> Relu() >> Flatten() >> Dense(10), new(64)),
                stop.Token
            ),
            .. Enumerable
                .Range(1, 3)
                .Select(size => Again($"predicted by ours, {size}", () => model.Predict(Inputs(size)), stop.Token)),
            .. Enumerable
                .Range(1, 3)
                .Select(size =>
                    Again($"predicted by ONNX Runtime, {size}", () => predictor.Predict(Inputs(size)), stop.Token)
                ),
            Again(
                "asked one by one",
                () => front.Predict(Tensor.Of(new Shape(64), Inputs(1).Span)).GetAwaiter().GetResult(),
                stop.Token
            ),
            Again("loaded and disposed of", () => Replaced(file), stop.Token),
        ];

        // Caches and pools fill in the first half, so that memory is measured in the second.
        await Task.Delay(Length / 2, stop.Token);
        var (managed, process) = (Managed(), Process());
        await Task.Delay(Length / 2, stop.Token);
        var (managedThen, processThen) = (Managed(), Process());
        await stop.CancelAsync();
        await Task.WhenAll(works);

        output.WriteLine(
            $"{clock.Elapsed.TotalSeconds:N0} s: managed {managed / 1e6:N1} to {managedThen / 1e6:N1} MB, process {process / 1e6:N1} to {processThen / 1e6:N1} MB"
        );
        output.WriteLine(
            string.Join(
                '\n',
                done.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value:N0}")
            )
        );
        Assert.Empty(problems);
        Assert.Equal(works.Length, done.Count);
        Assert.All(done, one => Assert.True(one.Value > 0, one.Key));
        Assert.InRange(managedThen - managed, long.MinValue, ManagedSlack);
        Assert.InRange(processThen - process, long.MinValue, ProcessSlack);
    }

    // The live heap after a collection, without what other threads have allocated since.
    private static long Managed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return heap.HeapSizeBytes - heap.FragmentedBytes;
    }

    private static long Process()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static Tensor<float> Trained(Layer layer, Shape input)
    {
        var training = FunctionalNet.Training.Of(layer, SoftmaxCrossEntropy(), Adam(0.01), threads: 1);
        var data = new Dataset<float>(
            Inputs(40),
            Tensor.Vector([.. Enumerable.Range(0, 40).Select(i => (float)(i % 10))])
        );
        var end = training.Fold(training.Init(2, input), data.Shuffle(1).Batches(16).Repeat(2));
        return Tensor.Vector([.. end.Values.Values.SelectMany(value => value.Span.ToArray())]);
    }

    // Disposes the predictor on another thread during a call.
    private static Tensor<float> Replaced(byte[] file)
    {
        var predictor = OnnxPredictor.Load(file, threads: 1).OrThrow();
        var expected = predictor.Predict(Inputs(2));
        var disposing = Task.Run(predictor.Dispose);
        try
        {
            Assert.True(predictor.Predict(Inputs(2)).Span.SequenceEqual(expected.Span));
        }
        catch (ObjectDisposedException)
        {
            // The call came after the disposal, and this is the documented error.
        }

        disposing.Wait();
        return expected;
    }

    private static Tensor<float> Inputs(int rows)
    {
        var values = new float[rows * 64];
        ((Key)rows).Normal<float>(values);
        return Tensor.Of<float>(new(rows, 64), values);
    }

    // Repeats the work on its own thread; each repetition must give the bits of the first.
    private Task Again(string name, Func<Tensor<float>> work, CancellationToken stop) =>
        Task.Factory.StartNew(
            () =>
            {
                var first = work();
                while (!stop.IsCancellationRequested && problems.IsEmpty)
                {
                    if (!MemoryMarshal.AsBytes(work().Span).SequenceEqual(MemoryMarshal.AsBytes(first.Span)))
                    {
                        problems.Enqueue(name);
                    }

                    done.AddOrUpdate(name, 1, (_, count) => count + 1);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
}
