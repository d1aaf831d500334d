using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using FunctionalNet.Tests.Training;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Planning;

/// <summary>The memory that a plan reports is the memory that is allocated. Not run in parallel, because the heap is shared.</summary>
[Collection(nameof(MemoryTests))]
public class PlanMemoryTests
{
    private const int PinnedHeap = 4;

    // Allows for array headers and for memory that other tests release meanwhile.
    private const long Slack = 200_000;
    private const double Share = 0.01;
    private const int Looks = 5;

    [Theory]
    [InlineData("dense")]
    [InlineData("images")]
    [InlineData("sequences")]
    public void A_training_takes_what_it_says(string kind)
    {
        var (model, input) = Model(kind);
        var (inputs, targets) = (new Shape(64).Append(input), new Shape(64));
        var state = FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).Init(1, input);
        var batch = new Dataset<float>(Tensor.Zeros<float>(inputs), Tensor.Zeros<float>(targets)).All();
        var said = Said(model, inputs, targets);

        // Memory that earlier tests release during a measurement makes it too small, so that a failed measurement is repeated.
        Assert.True(said.Values > 1_000_000, $"{said}");
        long[] taken = [.. Enumerable.Range(0, Looks).Select(_ => Taken()).TakeWhile(bytes => !IsSaid(bytes))];
        Assert.True(taken.Length < Looks, $"{said.Total} bytes are said, {string.Join(", ", taken)} were taken");

        // Scratch memory is shared by the plans of a thread, so that an earlier plan may already have allocated it.
        bool IsSaid(long bytes)
        {
            var about = Slack + (Share * said.Total);
            return bytes >= said.Total - said.Scratch - about && bytes <= said.Total + about;
        }

        // Uses a new training, of which nothing is allocated yet. At the end, the states before and after the step are alive.
        long Taken()
        {
            var before = Pinned();
            var training = FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3));
            var after = training.Step(state, batch);
            var bytes = Pinned() - before;
            GC.KeepAlive((training, after, state, batch));
            return bytes;
        }
    }

    [Fact]
    public void What_is_only_asked_takes_no_arena()
    {
        Expr x = Expr.Input("x", new(1000, 1000));
        var before = Pinned();
        var plan = Plan<float>.Compile(new Graph([x], [x.Exp().MatMul(x)]));
        Assert.True(plan.Memory.Values >= 8_000_000);
        Assert.InRange(Pinned() - before, -Slack, Slack + plan.Memory.Scratch);
        GC.KeepAlive(plan);
    }

    [Fact]
    public void Values_beyond_what_one_array_holds_are_counted_and_then_refused()
    {
        // Three values of 2³⁰ elements that are alive at once: offsets from 2³¹ on overflow an int.
        Expr x = Expr.Input("x", new(1 << 30));
        var plan = Plan<float>.Compile(new Graph([x], [x.Exp(), x.Cos(), x.Sin()]));
        Assert.InRange(plan.Memory.Values, 3L * 4 << 30, (3L * 4 << 30) + 1_000);
        var error = Assert.Throws<InvalidOperationException>(() => plan.Run());
        Assert.Contains(
            FormattableString.Invariant($"{plan.Memory.Values:N0} bytes at once"),
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parts_are_told_apart()
    {
        var memory = FunctionalNet
            .Training.Of(Dense(100), SoftmaxCrossEntropy(), Adam(1e-3))
            .Memory(new(16, 50), new(16));
        Assert.Equal((4 * ((50 * 100) + 100)) + (2 * 64), memory.Parameters);
        Assert.Equal((2 * memory.Parameters) + (3 * (4 + 64)), memory.Slots); // the step count in two numbers, and the rate
        Assert.Equal((4 * ((16 * 50) + 16)) + (2 * 64), memory.Inputs);
        Assert.Equal(
            memory.Values + memory.Scratch + memory.Constants + memory.Parameters + memory.Slots + memory.Inputs,
            memory.Total
        );
    }

    private static (Layer Model, Shape Input) Model(string kind) =>
        kind switch
        {
            "dense" => (Dense(2000) >> Gelu() >> Dropout(0.1) >> Dense(1500) >> Tanh() >> Dense(10), new(784)),
            "images" => (
                Conv2d(16, 3, padding: Padding.Same) >> Relu() >> MaxPool2d(2) >> Flatten() >> Dense(10),
                new(1, 28, 28)
            ),
            _ => (Lstm(64, lastOnly: true) >> Dense(10), new(30, 16)),
        };

    // Not inlined, so that no reference to the training stays on the caller's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MemoryUse Said(Layer model, Shape inputs, Shape targets) =>
        FunctionalNet.Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).Memory(inputs, targets);

    // Waits until the heap is stable: threads of earlier tests may still be ending and releasing memory.
    private static long Pinned()
    {
        var (before, now) = (-1L, Collected());
        for (var tries = 0; now != before && tries < 20; tries++)
        {
            Thread.Sleep(20);
            (before, now) = (now, Collected());
        }

        return now;
    }

    private static long Collected()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var heap = GC.GetGCMemoryInfo(GCKind.Any).GenerationInfo[PinnedHeap];
        return heap.SizeAfterBytes - heap.FragmentationAfterBytes;
    }
}
