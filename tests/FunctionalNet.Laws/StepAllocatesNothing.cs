using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>A step in a fold allocates no managed memory once its plan exists.</summary>
public class StepAllocatesNothing
{
    private const int Steps = 50;
    private const int Rounds = 500;
    private const int Pause = 20;

    public static TheoryData<string> Optimizers { get; } = Inventory.Names(Inventory.Optimizers);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Whatever_the_optimizer(string optimizer)
    {
        var run = Run.Of(["dense", "gelu", "dropout", "wide", "softmax", "relu", "tanh"], optimizer, 10, 3);
        var training = run.Training<float>();
        Hold(training, run.Start(training), run.Batches<float>(epochs: 2));
    }

    [Fact]
    public void In_mixed_precision()
    {
        var net = MixedPrecision(Dense(64) >> Tanh() >> Dense(64) >> Gelu() >> Dense(3), Precision.Float16);
        var training = Training.Of(net, SoftmaxCrossEntropy(), LossScale(ClipByGlobalNorm(1) >> Adam(0.01)));
        var values = new float[40 * 64];
        ((Key)3).Normal<float>(values);
        Dataset<float> samples = new(new(new(40, 64), values), new(new(40), [.. values[..40].Select(_ => 1f)]));
        Hold(training, training.Init(1, new(64)), [.. samples.Batches(16).Repeat(2)]);
    }

    private static void Hold(Training<float> training, TrainState<float> start, Batch<float>[] few)
    {
        var many = Enumerable.Repeat(few, Steps).SelectMany(batches => batches).ToArray();

        // Code that tiered compilation has not optimized yet boxes numbers, so that the measurement is repeated until it has, which takes
        // longer while other tests load code. Less than one byte for each additional step means that no step allocates an object.
        var more = Allocated(many) - Allocated(few);
        for (var round = 0; round < Rounds && Math.Abs(more) >= many.Length - few.Length; round++)
        {
            Thread.Sleep(Pause);
            more = Allocated(many) - Allocated(few);
        }

        Assert.InRange(more, few.Length - many.Length + 1, many.Length - few.Length - 1);

        long Allocated(Batch<float>[] batches)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var end = training.Fold(start, batches);
            var after = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(batches.Length, end.Step);
            return after - before;
        }
    }
}
