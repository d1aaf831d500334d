using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Causal attention sees no later position, even where scores are far below 0.</summary>
public class CausalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e4)]
    [InlineData(1e8)]
    [InlineData(1e15)]
    public void Nothing_is_seen_of_what_follows_however_low_the_scores_are(float size)
    {
        for (var key = 0; key < 8; key++)
        {
            var training = FunctionalNet.Training.Of<float>(
                MultiHeadAttention(1, causal: true),
                MeanSquaredError(),
                Sgd(0.1)
            );
            var model = training.Init(key, new(3, 2)).Model;
            float[] Outputs(float last) =>
                model.Predict(new(new(1, 3, 2), [size, -2 * size, 3 * size, size, last, size])).Span[..4].ToArray();

            Assert.Equal(Outputs(size), Outputs(-5 * size));
        }
    }
}
