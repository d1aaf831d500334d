using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>The same key gives the same bits today, tomorrow and on every machine.</summary>
/// <remarks>
/// The hashes cover only results that do not depend on vector width or math library: uniform draws, permutations, and a training of
/// elementwise sums, products, quotients, roots and comparisons, which IEEE 754 rounds alike everywhere. Reductions and matrix products may
/// sum in another order on another machine, and exp or cos may differ in the last bit.
/// </remarks>
public class GoldenTests
{
    [Fact]
    public void Draws()
    {
        var values = new float[1001];
        ((Key)2024).Split("weights").Split(7).Uniform<float>(values);
        Assert.Equal("55D25995FAFD8A06", Hash(MemoryMarshal.AsBytes<float>(values)));
        Assert.Equal("9727059CD4A79F44", Hash(MemoryMarshal.AsBytes<int>(((Key)2024).Permutation(1001))));
    }

    [Fact]
    public void A_short_training()
    {
        var model = new Gains() >> Dropout(0.3) >> Lambda(x => x.Relu() - (0.1 * x)) >> new Gains();
        var optimizer =
            ClipByValue(0.5)
            >> ScaleByRms()
            >> Momentum(0.8)
            >> AddWeightDecay(0.01)
            >> ScaleByLearningRate(StepDecay(0.01, 8, 0.5));
        var training = FunctionalNet.Training.Of(model, new SumOfSquares(), optimizer);
        var values = new float[64 * 24];
        ((Key)1).Uniform<float>(values);
        Dataset<float> samples = new(new(new(64, 24), values), new(new(64, 24), [.. values.Reverse()]));
        var trained = training.Fold(training.Init(3, new(24)), samples.Shuffle(2).Batches(1).Repeat(2));

        Assert.Equal(128, trained.Step);
        float[] weights = [.. trained.Parameters.SelectMany(parameter => parameter.Value.Span.ToArray())];
        Assert.Equal(48, weights.Distinct().Count());
        Assert.Equal("F75D64D1AE26E85A", Hash(MemoryMarshal.AsBytes<float>(weights)));
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..16];

    private sealed record Gains : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => x * scope.Parameter("gain", x.Shape[1..], Uniform(0.5, 1.5));
    }

    private sealed record SumOfSquares : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            ((prediction - target) * (prediction - target)).ReduceSum();
    }
}
