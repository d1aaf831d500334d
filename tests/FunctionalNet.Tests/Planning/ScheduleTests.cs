using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Planning;

/// <summary>The order in which the kernels of a step run, observed by its memory.</summary>
public class ScheduleTests
{
    private const int Width = 128;
    private const int Layers = 8;

    // A gradient takes 64 KB. Only a few are alive at once, instead of all of them until the end.
    [Fact]
    public void A_gradient_is_free_again_as_soon_as_its_weight_is_updated()
    {
        const long Gradient = Width * Width * sizeof(float);
        Assert.InRange(Memory(Deep, Adam(1e-3), new(8, Width)), Gradient, 3 * Gradient);
        Assert.InRange(
            Memory(Deep, ClipByGlobalNorm(1) >> Adam(1e-3), new(8, Width)),
            Layers * Gradient,
            long.MaxValue
        );
    }

    // A rule splits the gradient of a convolution's bias into two sums. They must run where the original sum would have run: run at the
    // end, they would keep the cotangents of all layers alive.
    [Fact]
    public void What_a_rule_puts_in_the_place_of_an_operator_runs_when_that_would_have_run()
    {
        var layer = Conv2d(8, 3, padding: Padding.Same) >> Tanh();
        var net = layer >> layer >> layer >> GlobalAveragePool() >> Flatten();
        var training = FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), Sgd(0.1));
        var batch = Batch.Of(Tensor.Zeros<float>(new(4, 8, 8, 8)), Tensor.Zeros<float>(new(4)));
        var order = training
            .Explain(training.Init(1, new(8, 8, 8)), batch, runs: 1)
            .Select(kernel => kernel.Operators.Split(' ')[0])
            .Where(name => name is "ReduceSum" or "ConvWeightGrad")
            .TakeLast(9);
        Assert.Equal(
            Enumerable.Repeat<string[]>(["ReduceSum", "ReduceSum", "ConvWeightGrad"], 3).SelectMany(names => names),
            order,
            StringComparer.Ordinal
        );
    }

    private static Layer Deep =>
        Enumerable.Repeat(Dense(Width) >> Tanh(), Layers).Aggregate((first, second) => first >> second);

    private static long Memory(Layer net, Transform chain, Shape inputs) =>
        FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), chain).Memory(inputs, inputs[..1]).Values;
}
