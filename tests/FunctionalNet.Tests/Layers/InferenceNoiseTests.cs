using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Requests that cannot be met: noise at inference, the size of a product of free axes, a rate that is no scalar.</summary>
public class InferenceNoiseTests
{
    [Fact]
    public void Noise_at_inference_is_an_error_that_says_where_it_belongs()
    {
        var noisy = Layer.Of("Noisy", (scope, x) => x + scope.Noise("noise", x.Shape, Normal(1)));
        var training = FunctionalNet.Training.Of(Dense(2) >> noisy, MeanSquaredError(), Sgd(0.1));
        var state = training.Init(1, new(3));
        var error = Assert.Throws<InvalidOperationException>(() => state.Model);
        Assert.Contains("'1/noise' draws noise at inference", error.Message, StringComparison.Ordinal);
        Assert.Contains("IsTraining", error.Message, StringComparison.Ordinal);

        // The same layer draws noise in a training step.
        Assert.Equal(1, training.Step(state, Batch.Of<float>(new(new(2, 3)), new(new(2, 2)))).Step);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("[2, 2]")]
    [InlineData("bool")]
    public void A_rate_that_is_no_scalar_is_told(string what)
    {
        var schedule = Schedule.Of(
            "Mine",
            step =>
                what == "bool" ? step > 3
                : what == "[1]" ? step.Reshape(1)
                : step.Reshape(1, 1).Expand(new(2, 2))
        );
        foreach (
            var optimizer in new[]
            {
                Sgd(schedule),
                Sgd(0.1) >> ScaleBySchedule(schedule),
                Sgd(0.1) >> ProximalL1(schedule, 0.1),
            }
        )
        {
            var training = FunctionalNet.Training.Of(Dense(2), MeanSquaredError(), optimizer);
            var error = Assert.Throws<ShapeException>(() => training.Init(1, new(3)));
            Assert.Contains("Mine()", error.Message, StringComparison.Ordinal);
            Assert.Contains("the rate of a step is", error.Message, StringComparison.Ordinal);
            Assert.Contains("scalar", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_product_of_free_axes_says_what_it_is_of()
    {
        var product = new Shape(Dim.Named("a"), 3);
        var x = Expr.Input("x", product).Reshape(-1);
        var error = Assert.Throws<ShapeException>(() => x.Shape[0].Size);
        Assert.Contains("axis 'a*3', which is the axis 'a' times 3, is free", error.Message, StringComparison.Ordinal);

        // A name that reads like a product or a number is distinct from that product or number.
        Assert.Equal(
            "['a*3', '3', a*3, 3, time]",
            $"{new Shape(Dim.Named("a*3"), Dim.Named("3"), x.Shape[0], 3, Dim.Named("time"))}"
        );
        Assert.Equal("a*3", Dim.Named("a*3").Name);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    public void Where_nothing_scales_a_step_there_is_none(double beta1)
    {
        // The gradient of the second step is 0. With β₂ = 0 and ε = 0 its update would divide by 0; the weight must stay.
        var training = FunctionalNet.Training.Of<double>(
            Dense(1, bias: false),
            MeanSquaredError(),
            Adam(0.1, beta1, beta2: 0, epsilon: 0)
        );
        var state = training.Init(1, new(1));
        var moved = training.Step(state, Batch.Of<double>(Tensor.Of(new(1, 1), 1.0), Tensor.Of(new(1, 1), 5.0)));
        var still = training.Step(moved, Batch.Of<double>(Tensor.Of(new(1, 1), 0.0), Tensor.Of(new(1, 1), 5.0)));
        Assert.NotEqual(state.Values["weight"].Span[0], moved.Values["weight"].Span[0]);
        Assert.Equal(moved.Values["weight"].Span[0], still.Values["weight"].Span[0]);
    }
}
