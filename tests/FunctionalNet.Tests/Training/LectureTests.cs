using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>The small examples that lectures work out on the blackboard.</summary>
public class LectureTests
{
    [Fact]
    public void One_weight_two_input_three_target_ten_has_the_slope_minus_24_and_becomes_2_24()
    {
        var training = FunctionalNet.Training.Of<double>(Weights(2), new Square(), Sgd(0.01));
        var start = training.Init(0, new(1));
        var next = training.Step(
            start,
            Batch.Of(
                Tensor.Matrix(
                    new[,]
                    {
                        { 3.0 },
                    }
                ),
                Tensor.Matrix(
                    new[,]
                    {
                        { 10.0 },
                    }
                )
            )
        );

        // (3 w - 10)² at w = 2: the loss is 16, the slope 2 · 3 · (6 - 10) = -24.
        Assert.Equal(16, next.Loss);
        Assert.Equal(-24, Slope(start, next, 0.01), 1e-12);
        Assert.Equal(2.24, next.Values["weight"].Span[0], 1e-14);
    }

    [Fact]
    public void Weights_one_and_two_with_inputs_three_and_four_have_the_gradient_30_40()
    {
        var training = FunctionalNet.Training.Of<double>(Weights(1, 2), new Square(), Sgd(0.01));
        var batch = Batch.Of(
            Tensor.Matrix(
                new[,]
                {
                    { 3.0, 4.0 },
                }
            ),
            Tensor.Matrix(
                new[,]
                {
                    { 6.0 },
                }
            )
        );
        var start = training.Init(0, new(2));
        var next = training.Step(start, batch);

        // The prediction is 11, the error 11 - 6 = 5, the gradient 2 · 5 · (3, 4).
        Assert.Equal(11, start.Model.Predict(batch.Inputs).Span[0]);
        Assert.Equal(25, next.Loss);
        Numbers.Close([1 - 0.3, 2 - 0.4], next.Values["weight"].Doubles(), 1e-14);

        // 0.7 · 3 + 1.6 · 4 = 8.5: the new error is 2.5.
        Assert.Equal(2.5, next.Model.Predict(batch.Inputs).Span[0] - 6, 1e-12);
    }

    [Fact]
    public void Three_steps_with_bias_go_through_1_1_and_1_86_and_2_316()
    {
        var training = FunctionalNet.Training.Of<double>(new Line(0.1, 1), new HalfSquare(), Sgd(0.2));
        var batch = Batch.Of(
            Tensor.Matrix(
                new[,]
                {
                    { 1.0 },
                }
            ),
            Tensor.Matrix(
                new[,]
                {
                    { 3.0 },
                }
            )
        );
        var state = training.Init(0, new(1));
        var (predictions, weights) = (new List<double>(), new List<double>());
        for (var step = 0; step < 3; step++)
        {
            predictions.Add(state.Model.Predict(batch.Inputs).Span[0]);
            state = training.Step(state, batch);
            weights.Add(state.Values["weight"].Span[0]);
        }

        Numbers.Close([1.1, 1.86, 2.316], predictions, 1e-14);
        Numbers.Close([0.48, 0.708, 0.8448], weights, 1e-14);
        Assert.Equal(0.5 * (3 - 2.316) * (3 - 2.316), state.Loss, 1e-14);
    }

    [Fact]
    public void Softmax_of_7_and_minus_7_5_and_10()
    {
        // To 40 digits, e⁷ = 1096.633158428459, e⁻⁷·⁵ = 0.000553084370148, e¹⁰ = 22026.465794806717; their sum is 23123.099506319540.
        double[] expected = [0.0474258720431812636, 2.39191277102222205e-8, 0.952574104037691026];
        var softmax = Ops.Constant(new(3), [7, -7.5, 10]).Softmax().Value();
        Numbers.Close(expected, softmax, 1e-15);
        Assert.Equal(1, softmax.Sum(), 1e-15);
        Assert.Equal(Math.Exp(-17.5), softmax[1] / softmax[2], 1e-20);
    }

    private static Dense Weights(params double[] weights) => new(1, Bias: false, Kernel: new Given(weights));

    private static double Slope(TrainState<double> before, TrainState<double> after, double rate) =>
        (before.Values["weight"].Span[0] - after.Values["weight"].Span[0]) / rate;

    /// <summary>(h - y)².</summary>
    private sealed record Square : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            ((prediction - target) * (prediction - target)).ReduceSum();
    }

    /// <summary>½ (h - y)².</summary>
    private sealed record HalfSquare : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) =>
            0.5 * ((prediction - target) * (prediction - target)).ReduceSum();
    }

    /// <summary>h = w x + b.</summary>
    private sealed record Line(double Weight, double Bias) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            (x * scope.Parameter("weight", new(1), new Given(Weight)))
            + scope.Parameter("bias", new(1), new Given(Bias));
    }
}
