using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>Penalties as terms of the loss: their gradients reach the parameters, and their value is part of the state's loss.</summary>
public class PenaltyTests
{
    private static readonly Batch<double> Batch = FunctionalNet.Batch.Of(
        Tensor.Matrix(
            new[,]
            {
                { 1.0, 2 },
                { -1, 0.5 },
            }
        ),
        Tensor.Matrix(
            new[,]
            {
                { 0.0 },
                { 0 },
            }
        )
    );

    private static readonly Layer Linear = Dense(1, kernel: new Given(0.5, -2));

    [Theory]
    [InlineData("L1", 0.3 * 2.5, 0.3, -0.3)]
    [InlineData("L2", 0.5 * 0.3 * 4.25, 0.15, -0.6)]
    [InlineData("ElasticNet", (0.1 * 2.5) + (0.5 * 0.3 * 4.25), 0.25, -0.7)]
    public void A_step_sees_value_and_slope(string name, double value, double first, double second)
    {
        var penalty = name switch
        {
            "L1" => L1(0.3),
            "L2" => L2(0.3),
            _ => ElasticNet(0.1, 0.3),
        };
        var (plain, penalized) = (Step(MeanSquaredError()), Step(MeanSquaredError() + penalty));
        Assert.Equal(value, penalized.Loss - plain.Loss, 1e-14);
        Numbers.Close(
            [-first, -second],
            penalized.Values["weight"].Doubles().Zip(plain.Values["weight"].Doubles(), (a, b) => a - b),
            1e-14
        );
    }

    [Fact]
    public void What_the_mask_leaves_out_is_not_penalized()
    {
        var (plain, masked) = (Step(MeanSquaredError()), Step(MeanSquaredError() + L1(9, path => path == "bias")));
        Assert.Equal(plain.Loss, masked.Loss);
        Assert.Equal(plain.Values["weight"].Doubles(), masked.Values["weight"].Doubles());
    }

    [Fact]
    public void Held_out_samples_are_measured_without_it()
    {
        var training = FunctionalNet.Training.Of<double>(Linear, MeanSquaredError() + L2(5) + L1(2), Sgd(1));
        var state = training.Init(1, new(2));
        Assert.Equal(
            FunctionalNet.Training.Of<double>(Linear, MeanSquaredError(), Sgd(1)).Evaluate(state, Batch),
            training.Evaluate(state, Batch)
        );
    }

    [Fact]
    public void Under_plain_gradient_descent_L2_is_weight_decay()
    {
        var decayed = FunctionalNet.Training.Of<double>(Linear, MeanSquaredError(), AddWeightDecay(0.3) >> Sgd(1));
        var after = decayed.Step(decayed.Init(1, new(2)), Batch);
        Numbers.Close(
            after.Values["weight"].Doubles(),
            Step(MeanSquaredError() + L2(0.3)).Values["weight"].Doubles(),
            1e-14
        );
    }

    [Fact]
    public void It_prints_as_it_is_written() =>
        Assert.Equal("SoftmaxCrossEntropy(0.1) + L2(0.5)", (SoftmaxCrossEntropy(0.1) + L2(0.5)).ToString());

    private static TrainState<double> Step(Loss loss)
    {
        var training = FunctionalNet.Training.Of<double>(Linear, loss, Sgd(1));
        return training.Step(training.Init(1, new(2)), Batch);
    }
}
