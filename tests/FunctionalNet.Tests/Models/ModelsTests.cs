using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Models;

/// <summary>Published architectures: their parameter counts, and that the causal ones decode step by step.</summary>
public class ModelsTests
{
    public static TheoryData<long, Layer, int[]> Sizes =>
        new()
        {
            { 124_439_808, Gpt2(50_257), [8] },
            { 109_482_240, Bert(30_522, output: BertOutput.Pooled), [8] },
            { 22_565_376, Bert(30_522, width: 384, layers: 6), [8] },
            { 1_100_048_384, Llama(32_000, 2048, 5632, 22, 32, keyValueHeads: 4), [8] },
            { 11_689_512, ResNet(18), [3, 64, 64] },
            { 21_797_672, ResNet(34), [3, 64, 64] },
            { 25_557_032, ResNet(50), [3, 64, 64] },
            { 44_549_160, ResNet(101), [3, 64, 64] },
            { 60_192_808, ResNet(152), [3, 64, 64] },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_published_sizes_have_the_published_numbers_of_parameters(long count, Layer layer, int[] input)
    {
        var trace = new Trace(isTraining: false);
        trace.Compose(layer, Expr.Input("x", new Shape(1).Append(Shape.Of(input)), layer.InputType));
        Assert.Equal(
            count,
            trace.Variables.Where(one => one.Variable!.Kind == VariableKind.Parameter).Sum(one => (long)one.Shape.Size)
        );
    }

    [Fact]
    public void A_depth_that_nobody_has_published_is_refused() =>
        Assert.Throws<ShapeException>(() => Start(ResNet(20), 3, 64, 64));

    [Fact]
    public void Causal_models_decode_token_by_token()
    {
        foreach (var layer in new[] { Gpt2(13, 10, 8, 2, 2), Llama(13, 12, 20, 2, 6, keyValueHeads: 2, tied: true) })
        {
            var model = Start(layer, 10);
            Assert.Equal(
                Generation.Generate<float>(model.Predict, [3, 1], 10, temperature: 1, key: 4).Take(8),
                Decoder<float>.Of(model).Generate([3, 1], key: 4).Take(8)
            );
        }
    }

    [Fact]
    public void Padding_changes_no_vector_of_a_token_and_no_mean()
    {
        foreach (var output in new[] { BertOutput.Tokens, BertOutput.Mean, BertOutput.Pooled })
        {
            var model = Start(Bert(13, 12, 8, 2, 2, output: output), 4);
            var padded = new Model<float>(model.Layer, new(9), model.Values);
            var whole = model.Predict(Tensor.Of<float>(new(1, 4), 3, 1, 4, 2)).Span.ToArray();
            var beginning = padded.Predict(Tensor.Of<float>(new(1, 9), 3, 1, 4, 2, 0, 0, 0, 0, 0)).Span[..whole.Length];
            Assert.Equal(whole, beginning.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    private static Model<float> Start(Layer layer, params int[] input) =>
        FunctionalNet.Training.Of<float>(layer, MeanSquaredError(), Sgd(0.1)).Init(7, Shape.Of(input)).Model;
}
