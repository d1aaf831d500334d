using FunctionalNet.Laws;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>
/// Law 7 for training, over all layers, losses and optimizers: a step exported with a free batch axis gives this library's losses and
/// states for two batch sizes.
/// </summary>
public class FreeStepInOrt
{
    private const string Batch = "batch";

    public static TheoryData<string> Layers { get; } = [.. Inventory.Layers.Keys];

    public static TheoryData<string> Losses { get; } =
    [
        .. Inventory
            .Losses.Where(one => one.Value.Loss is not ReducedLoss { Reduction: Reduction.None })
            .Select(one => one.Key),
    ];

    public static TheoryData<string> Optimizers { get; } = [.. Inventory.Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer(string name)
    {
        var (layer, declared) = Inventory.Layers[name];
        Shape sample = new([.. declared.Skip(1).Select(dim => dim.IsKnown ? dim : 4)]);
        // ResNet normalizes over few values in its last stage, which amplifies rounding differences, so that it gets a smaller rate.
        var training = Training.Of(layer, MeanSquaredError(), Sgd(layer is ResNet ? 0.02 : 0.1));
        Hold(
            training,
            Input(sample),
            Output(training.Layer, Input(sample)),
            shape =>
                layer.InputType == ElementType.Float
                    ? Samples.Normal<float>(shape, 8)
                    : Samples.Draw<float>(new Domain(shape, 0, 2, ElementType.Int64), new Random(8)),
            shape => Samples.Normal<float>(shape, 9)
        );
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss(string name)
    {
        var loss = Inventory.Losses[name].Loss;
        var (prediction, target) = name switch
        {
            "GaussianNegativeLogLikelihood" => (new Shape(6), new Shape(3)),
            "Triplet" => (new Shape(3, 4), Shape.Scalar),
            "CosineEmbedding" or "InfoNce" => (new Shape(2, 4), Shape.Scalar),
            "Dice" or "Jaccard" => (new Shape(2, 4), new Shape(2, 4)),
            "Ctc" => (new Shape(5, 3), new Shape(2)),
            "Weighted" => (new Shape(3), new Shape(4)),
            "Weighted labels" => (new Shape(3), new Shape(2)),
            "ForOutputs" => (new Shape(5), new Shape(3)),
            _ when loss.Target == ElementType.Int64 => (new Shape(3), Shape.Scalar),
            _ => (new Shape(3), new Shape(3)),
        };

        // Sigmoid keeps predictions between 0 and 1, as losses of probabilities require.
        Layer layer = Dense(prediction.Size) >> Sigmoid();
        layer = prediction.Rank == 1 ? layer : layer >> new Reshape(prediction);
        var isLabel = loss.Target == ElementType.Int64 || name is "Weighted labels" or "ForOutputs";
        Hold(
            Training.Of(layer, loss, Sgd(0.1)),
            Input(new(4)),
            new Shape(Dim.Named(Batch)).Append(target),
            shape => Samples.Normal<float>(shape, 8),
            shape =>
                Taken(
                    loss,
                    name == "Ctc" ? new Domain(shape, 1, 2, ElementType.Int64)
                        : isLabel ? new Domain(shape, 0, 2, ElementType.Int64)
                        : new Domain(shape, 0.1, 0.9)
                )
        );
    }

    // A loss that takes -1 and 1 alone gets them.
    private static Tensor<float> Taken(Loss loss, Domain domain)
    {
        var drawn = Samples.Draw<float>(domain, new Random(9));
        return loss.TargetRules(1).Any(rule => rule.Range == TargetRange.Signs)
            ? new(drawn.Shape, [.. drawn.ToArray().Select(one => one > 0.5f ? 1f : -1f)])
            : drawn;
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer(string name) =>
        Hold(
            Training.Of(Dense(5) >> Gelu() >> Dense(3), SoftmaxCrossEntropy(), Inventory.Optimizers[name]),
            Input(new(4)),
            new(Dim.Named(Batch)),
            shape => Samples.Normal<float>(shape, 8),
            shape => Samples.Draw<float>(new Domain(shape, 0, 2, ElementType.Int64), new Random(9))
        );

    private static void Hold(
        Training<float> training,
        Shape inputs,
        Shape targets,
        Func<Shape, Tensor<float>> input,
        Func<Shape, Tensor<float>> target
    )
    {
        var step = StepGraph.Of(training, inputs, targets);
        Assert.All([step.Input, step.Target], one => Assert.False(one.Shape.IsKnown));
        StepAgreement.Hold(training, step, Of(5), Of(3));

        (Tensor<float>, Tensor<float>) Of(int size) => (input(Sized(inputs, size)), target(Sized(targets, size)));
    }

    private static Shape Input(Shape sample) => new Shape(Dim.Named(Batch)).Append(sample);

    private static Shape Output(Layer layer, Shape inputs) =>
        layer.Apply(new Trace(isTraining: true).Root, Expr.Input("x", inputs, layer.InputType)).Shape;

    private static Shape Sized(Shape shape, int batch) => new([.. shape.Select(dim => dim.IsKnown ? dim : batch)]);
}
