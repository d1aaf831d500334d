using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Planning;

public class ExplainTests
{
    [Fact]
    public void Kernels_tell_what_they_compute_and_what_it_costs()
    {
        Expr x = Expr.Input("x", new(8, 16)),
            weight = Expr.Input("weight", new(16, 32)),
            bias = Expr.Input("bias", new(32));
        var plan = Plan<double>.Compile(
            new Graph([x, weight, bias], [(x.MatMul(weight) + bias).Tanh().ReduceSum([1])])
        );

        var kernels = plan.Explain();

        Assert.Equal(
            ["MatMul, Add, Tanh", "ReduceSum over (1)"],
            kernels.Select(kernel => kernel.Operators),
            StringComparer.Ordinal
        );
        Assert.Equal([new Shape(8, 32), new Shape(8)], kernels.Select(kernel => kernel.Output));
        Assert.Equal([(2 * 8 * 16 * 32) + (2 * 8 * 32), 8 * 32], kernels.Select(kernel => kernel.Flops));

        // The product and the operators that follow it share one buffer.
        Assert.Equal(
            [8 * ((8 * 16) + (16 * 32) + 32 + (8 * 32)), 8 * ((8 * 32) + 8)],
            kernels.Select(kernel => kernel.Bytes)
        );
        Assert.All(kernels, kernel => Assert.Null(kernel.Time));
    }

    [Theory]
    [InlineData("matrices", 2 * 3 * 4 * 5)]
    [InlineData("transposed", 2 * 3 * 4 * 5)]
    [InlineData("move", 0)]
    [InlineData("reduce", 12)]
    [InlineData("largest", 12)]
    [InlineData("sums", 12)]
    [InlineData("softmax", 12 + 12 + 12 + 12 + 12)]
    [InlineData("scattered sums", 12)]
    public void Arithmetic_is_counted_from_shapes(string work, long flops)
    {
        Expr x = Expr.Input("x", new(3, 4)),
            y = Expr.Input("y", new(4, 5)),
            places = Expr.Input("places", new(3), ElementType.Int64);
        var result = work switch
        {
            "matrices" => x.MatMul(y),
            "transposed" => y.Transpose().MatMul(x.Transpose()),
            "move" => Ops.Concat(1, x.Transpose(), x.Expand(new(2, 3, 4)).Reshape(4, 6)).Narrow(1, 0, 2).Gather(places),
            "reduce" => x.ReduceMax([0]),
            "largest" => x.ArgMax(1),
            "sums" => x.CumSum(0),
            "softmax" => x.Softmax(), // maximum, difference, exponential, sum, quotient
            _ => Ops.Constant(0)
                .Expand(new(3, 4))
                .ScatterElements(places.Unsqueeze(1).Expand(new(3, 4)), x, 0, add: true),
        };
        var plan = Plan<float>.Compile(
            new Graph([.. Expr.Sort([result]).Where(expr => expr.Variable is not null)], [result])
        );
        Assert.Equal(flops, plan.Explain().Sum(kernel => kernel.Flops));
    }

    [Fact]
    public void A_profile_adds_the_time_and_changes_nothing()
    {
        Expr x = Expr.Input("x", new(64, 64));
        var plan = Plan<float>.Compile(new Graph([x], [x.MatMul(x).Softmax()]));
        var input = Tensor.Of<float>(new(64, 64), [.. Enumerable.Range(0, 64 * 64).Select(i => (i % 17) / 17f)]);
        var before = plan.Run(input)[0];

        var profile = plan.Profile([input], runs: 5);

        Assert.All(profile, kernel => Assert.True(kernel.Time > TimeSpan.Zero));
        Assert.Equal(plan.Explain(), profile.Select(kernel => kernel with { Time = null }));
        Assert.Equal(before.Span, plan.Run(input)[0].Span);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Profile([input], runs: 0));
        Assert.Throws<ArgumentException>(() => plan.Profile([]));
    }

    [Fact]
    public void A_training_step_is_explained_from_forward_to_update()
    {
        var training = FunctionalNet.Training.Of(Dense(20) >> Tanh() >> Dense(3), SoftmaxCrossEntropy(), Sgd(0.1));
        var state = training.Init(1, Shape.Of(7));
        var batch = Batch.Of(Tensor.Of<float>(new(5, 7), new float[35]), Tensor.Vector<float>(0, 1, 2, 1, 0));
        var expected = training.Step(state, batch);

        var kernels = training.Explain(state, batch, runs: 3);

        // Two products in the forward pass; in the backward pass two for the weights and one for the hidden values.
        var products = (2 * 2 * 5 * 7 * 20) + (3 * 2 * 5 * 20 * 3);
        Assert.InRange(kernels.Sum(kernel => kernel.Flops), products, 2 * products);
        Assert.Equal(5, kernels.Count(kernel => kernel.Operators.Contains("MatMul", StringComparison.Ordinal)));
        Assert.All(kernels, kernel => Assert.NotNull(kernel.Time));
        Assert.Equal(0, state.Step);
        Assert.Equal(expected.Values["0/weight"].Span, training.Step(state, batch).Values["0/weight"].Span);
    }

    [Fact]
    public void Copies_of_state_are_kernels_too()
    {
        Expr a = Expr.Input("a", new(100)),
            b = Expr.Input("b", new(100));
        var plan = Plan<float>.Compile(new Graph([a, b], [(a * b).ReduceSum()]), [(a, b), (b, a)], Team.Shared);
        var copies = plan.Explain()
            .Where(kernel => string.Equals(kernel.Operators, "Copy", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(copies);
        Assert.All(
            copies,
            copy => Assert.Equal((new Shape(100), 0, 2 * 4 * 100), (copy.Output, copy.Flops, copy.Bytes))
        );
    }
}
