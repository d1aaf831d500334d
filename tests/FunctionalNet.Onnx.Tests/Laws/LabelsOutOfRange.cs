using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Labels that name no class mean the same in ONNX Runtime: no place in one-hot vectors, no loss, no gradient.</summary>
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
            Labels
        );
    }

    private static void Same(Graph graph, params Tensor<float>[] inputs)
    {
        using var plan = OrtPlan<float>.Compile(graph, threads: 1).OrThrow();
        Samples.Close(Reference.Run(graph, inputs), plan.Run(inputs), 1e-5);
    }
}
