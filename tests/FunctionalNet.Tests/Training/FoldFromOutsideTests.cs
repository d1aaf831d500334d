using FunctionalNet;
using LanguageExt;
using Xunit;
using static FunctionalNet.Net;
using Schedule = FunctionalNet.Schedule;

namespace Elsewhere;

/// <summary>A user's program outside of our namespaces, where LanguageExt's folds are in scope, too.</summary>
public class FoldFromOutsideTests
{
    private static readonly Schedule Rate = 0.1;

    private static readonly Training<float> Line = Training.Of(Dense(1), MeanSquaredError(), Sgd(Rate));

    private static readonly Batches<float> Data = new Dataset<float>(
        Tensor.Of<float>(new(4, 1), [0, 1, 2, 3]),
        Tensor.Of<float>(new(4, 1), [1, 3, 5, 7])
    ).Batches(2);

    [Fact]
    public void Fold_trains_in_place()
    {
        var start = Line.Init(1, new(1));
        var batches = Data.Repeat(200);
        Line.Fold(start, batches);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Line.Fold(start, batches);
        var folded = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        batches.Aggregate(start, Line.Step);
        Assert.InRange(folded, 0, (GC.GetAllocatedBytesForCurrentThread() - before) / 4);
    }

    [Fact]
    public void Scan_yields_a_state_for_each_batch()
    {
        var start = Line.Init(1, new(1));
        Assert.Equal([1L, 2L, 3L, 4L], Line.Scan(start, Data.Repeat(2)).Select(state => state.Step));
        Assert.Equal([2L, 4L], Line.Scan(start, Data.Epochs(2)).Select(state => state.Step));
    }
}
