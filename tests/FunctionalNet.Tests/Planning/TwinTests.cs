using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>A loss and its gradient are computed by one kernel, with the same bits as by two.</summary>
public class TwinTests
{
    private const string Both = "SoftmaxCrossEntropyLoss, SoftmaxCrossEntropyLossGrad";

    private static readonly Expr Scores = Expr.Input("scores", new(7, 37));
    private static readonly Expr Labels = Expr.Input("labels", new(7), ElementType.Int64);
    private static readonly Expr Losses = Ops.CrossEntropy(Scores, Labels);

    private static readonly Tensor<float>[] Values =
    [
        Tensor.Of<float>(Scores.Shape, [.. Enumerable.Range(0, 7 * 37).Select(i => 9 * MathF.Sin(i))]),
        Tensor.Of<float>(Labels.Shape, [0, 36, 5, -1, 37, 12, 12]),
    ];

    [Fact]
    public void A_mean_of_losses_and_its_gradient_share_a_kernel()
    {
        var loss = Losses.ReduceMean();
        var gradient = Gradient.Of(loss, [Scores])[0];
        var both = Plan<float>.Compile(new Graph([Scores, Labels], [loss, gradient]));
        Assert.Single(both.Explain(), kernel => kernel.Operators == Both);
        var values = both.Run(Values);
        Assert.Equal(Alone(loss).Span, values[0].Span);
        Assert.Equal(Alone(gradient).Span, values[1].Span);
    }

    [Fact]
    public void A_gradient_that_waits_for_the_losses_has_a_kernel_of_its_own()
    {
        // The gradient of the squared losses needs the losses first, so that one kernel cannot compute both.
        var weighted = Losses * Losses;
        var gradient = Gradient.Of(weighted.ReduceSum(), [Scores])[0];
        var plan = Plan<float>.Compile(new Graph([Scores, Labels], [Losses, gradient]));
        Assert.DoesNotContain(plan.Explain(), kernel => kernel.Operators == Both);
        var values = plan.Run(Values);
        Assert.Equal(Alone(Losses).Span, values[0].Span);
        Assert.Equal(Alone(gradient).Span, values[1].Span);
    }

    [Fact]
    public void Losses_of_other_labels_are_not_taken_for_these()
    {
        var others = Ops.CrossEntropy(Scores, Labels + Ops.Constant(new(7), [1, 1, 1, 1, 1, 1, 1], ElementType.Int64));
        var gradient = Gradient.Of(Losses.ReduceMean(), [Scores])[0];
        var values = Plan<float>.Compile(new Graph([Scores, Labels], [others, gradient])).Run(Values);
        Assert.Equal(Alone(others).Span, values[0].Span);
        Assert.Equal(Alone(gradient).Span, values[1].Span);
    }

    private static Tensor<float> Alone(Expr expr) =>
        Plan<float>.Compile(new Graph([Scores, Labels], [expr])).Run(Values)[0];
}
