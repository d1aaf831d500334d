using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>
/// Labels outside of the classes give the same results in ONNX Runtime: zeros in one-hot vectors, and no loss and no gradient where they
/// are ignored. Any other invalid label is an error here, and is ignored in a file, which cannot raise errors.
/// </summary>
public class LabelsOutOfRange
{
    private static readonly Tensor<float> Labels = Tensor.Vector(0f, -1f, 2f, 3f, 99f, -3f);

    [Fact]
    public void One_hot_of_them_is_zero()
    {
        var labels = Expr.Input("labels", new(6), ElementType.Int64);
        Same(new Graph([labels], [labels.OneHot(3)]), Labels);
    }

    [Fact]
    public void Their_loss_and_gradient_are_zero()
    {
        var scores = Expr.Input("scores", new(6, 3));
        var labels = Expr.Input("labels", new(6), ElementType.Int64);
        var loss = scores.SoftmaxCrossEntropyLoss(labels);
        Same(
            new Graph([scores, labels], [loss, Gradient.Of(loss, [scores])[0]]),
            Samples.Normal<float>(new(6, 3), 1),
            Tensor.Vector(0f, -1f, 2f, -1f, 1f, -1f)
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-100)]
    public void A_loss_in_a_file_ignores_what_is_none(int? ignore)
    {
        var scores = Expr.Input("scores", new(6, 3));
        var labels = Expr.Input("labels", new(6), ElementType.Int64);
        var loss = Net.SoftmaxCrossEntropy(ignore: ignore).Apply(scores, labels);
        using var plan = OrtPlan<float>
            .Compile(new Graph([scores, labels], [loss, Gradient.Of(loss, [scores])[0]]), threads: 1)
            .OrThrow();
        var ignored = Tensor.Vector<float>([
            .. Labels.Span.ToArray().Select(l => l is < 0 or > 2 || l == ignore ? -1 : l),
        ]);
        var x = Samples.Normal<float>(new(6, 3), 1);
        var plain = Net.SoftmaxCrossEntropy().Apply(scores, labels);
        var graph = new Graph([scores, labels], [plain, Gradient.Of(plain, [scores])[0]]);
        Samples.Close(Reference.Run(graph, x, ignored), plan.Run(x, Labels), 1e-5);
    }

    private static void Same(Graph graph, params Tensor<float>[] inputs)
    {
        using var plan = OrtPlan<float>.Compile(graph, threads: 1).OrThrow();
        Samples.Close(Reference.Run(graph, inputs), plan.Run(inputs), 1e-5);
    }
}
