using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Planning;

/// <summary>In which order a step runs, told by the memory that it takes.</summary>
public class ScheduleTests
{
    private const int Width = 128;
    private const int Layers = 8;

    // 64 KB each: a few at once, not all of them until the end.
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

    // The gradient of the bias of a convolution is a sum over two runs of axes, which a rule takes apart: it is not left to the end, until
    // when it would keep the cotangents of all layers.
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
