using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>Graphs with very long chains of expressions: nothing recurses along the chain, and planning takes seconds.</summary>
public class LongGraphTests
{
    // More values stay alive for the backward pass than the allocator searches for gaps.
    private const int Long = 10_500;

    private static readonly Expr X = Expr.Input("x", new(2, 2));

    [Fact]
    public void It_is_differentiated_planned_and_run()
    {
        var w = Expr.Input("w", new(2, 2));
        var y = X;
        for (var i = 0; i < Long; i++)
        {
            y = y.MatMul(w);
        }

        var graph = new Graph([X, w], [y, .. Gradient.Of(y, [X, w])]);
        var (cos, sin) = ((float)Math.Cos(0.001), (float)Math.Sin(0.001));
        Tensor<float>[] inputs =
        [
            Tensor.Of<float>(new(2, 2), 1, 2, 3, 4),
            Tensor.Of<float>(new(2, 2), cos, sin, -sin, cos),
        ];
        var planned = Plan<float>.Compile(graph).Run(inputs);
        var expected = Reference.Run(graph, inputs);
        foreach (var (one, other) in planned.Zip(expected))
        {
            for (var i = 0; i < one.Length; i++)
            {
                Assert.Equal(other.Span[i], one.Span[i], 1e-2 * (1 + Math.Abs(other.Span[i])));
            }
        }
    }

    // Of 8 samples, which some rules look at together with all that only they lead to.
    [Theory]
    [InlineData("square")]
    [InlineData("residual")]
    [InlineData("derivative")]
    public async Task What_is_read_twice_is_looked_at_once(string kind)
    {
        var x = Expr.Input("x", new(8, 4));
        var y = x;
        for (var i = 0; i < Long; i++)
        {
            y = kind switch
            {
                "square" => 0.5 * y * y,
                "residual" => y + (1e-4 * y.Tanh()),
                _ => y.Tanh(),
            };
        }

        var graph = new Graph([x], kind == "derivative" ? [y, Gradient.Of(y, [x])[0]] : [y]);
        Tensor<float>[] inputs = [Tensor.Of<float>(x.Shape, [.. Enumerable.Range(0, 32).Select(i => 0.01f * i)])];
        var plan = await Task.Run(() => Plan<float>.Compile(graph, threads: 1), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        foreach (var (planned, expected) in plan.Run(inputs).Zip(Reference.Run(graph, inputs)))
        {
            for (var i = 0; i < planned.Length; i++)
            {
                Assert.Equal(expected.Span[i], planned.Span[i], 1e-2 * (1 + Math.Abs(expected.Span[i])));
            }
        }
    }

    [Fact]
    public void What_follows_from_constants_alone_is_worked_out_once()
    {
        Expr y = Ops.Constant(new(3), [1, 2, 3]);
        for (var i = 0; i < Long; i++)
        {
            y = y.Sin();
        }

        var graph = new Graph([], [y]);
        Assert.Equal(Plan<float>.Compile(graph).Run([])[0].Span, Eager.Run<float>(graph)[0].Span);
    }

    [Fact]
    public void A_long_piece_within_layers_that_keep_16_bits_or_compute_once_more()
    {
        Layer piece = Net.Dense(2);
        for (var i = 0; i < 2_000; i++)
        {
            piece >>= Net.Dense(2);
        }

        var training = FunctionalNet.Training.Of(
            Net.MixedPrecision(Net.Remat(piece)),
            Net.MeanSquaredError(),
            Net.Sgd(1e-9)
        );
        var rows = Tensor.Of<float>(new(1, 2), 1, 2);
        var next = training.Step(training.Init(1, new(2)), new Dataset<float>(rows, rows).All());
        Assert.Equal(1, next.Step);
    }
}
