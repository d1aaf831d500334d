using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>States and models whose values are set from memory.</summary>
public sealed class GivenValuesTests
{
    private static readonly Training<float> Steps = FunctionalNet.Training.Of(Dense(3), MeanSquaredError(), Adam(1e-2));

    [Fact]
    public void A_state_starts_with_given_numbers_and_the_old_one_stays()
    {
        var start = Steps.Init(1, new(2));
        var given = start.With("bias", Tensor.Vector(1f, 2f, 3f));
        Assert.Equal([1f, 2f, 3f], given.Values["bias"].Span.ToArray());
        Assert.Equal([0f, 0f, 0f], start.Values["bias"].Span.ToArray());
        Assert.Same(start.Values["weight"], given.Values["weight"]);
        Assert.Equal(start.Key, given.Key);
        Assert.Equal(given.Values["bias"], given.Model.Values["bias"]);

        var data = new Dataset<float>(Tensor.Zeros<float>(new(4, 2)), Tensor.Zeros<float>(new(4, 3)));
        var after = Steps.Step(given, data.All());
        Assert.Equal(1f - 1e-2f, after.Values["bias"][0], 1e-5f);
    }

    [Fact]
    public void A_model_predicts_with_given_numbers()
    {
        var model = Model.Init<float>(Dense(3), new(2), key: 1);
        Assert.Equal(Steps.Init(1, new(2)).Values["weight"].Span.ToArray(), model.Values["weight"].Span.ToArray());
        var given = model.With("bias", Tensor.Vector(1f, 2f, 3f));
        var x = Tensor.Zeros<float>(new(1, 2));
        Assert.Equal([1f, 2f, 3f], given.Predict(x).Span.ToArray());
        Assert.Equal([0f, 0f, 0f], model.Predict(x).Span.ToArray());
    }

    [Fact]
    public void Other_paths_and_shapes_are_all_named()
    {
        var values = new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
        {
            ["bias"] = Tensor.Zeros<float>(new(4)),
            ["scale"] = Tensor.Zeros<float>(new(3)),
        };
        foreach (
            var error in (ArgumentException[])
                [
                    Assert.Throws<ArgumentException>(() => Steps.Init(1, new(2)).With(values)),
                    Assert.Throws<ArgumentException>(() => Model.Init<float>(Dense(3), new(2), key: 1).With(values)),
                ]
        )
        {
            Assert.Contains("bias is [3], not [4]", error.Message, StringComparison.Ordinal);
            Assert.Contains("there is no scale", error.Message, StringComparison.Ordinal);
        }
    }
}
