using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Models with several inputs and outputs, and weights shared between branches.</summary>
public class SeveralTests
{
    [Fact]
    public void Packed_tensors_come_apart_again()
    {
        var (images, labels) = (Numbered(3, 2, 2), Numbered(3));
        var packed = Packing.Pack(images, labels);
        Assert.Equal(new Shape(3, 5), packed.Shape);
        Assert.Equal([1, 2, 3, 4, 1], packed.Doubles()[..5]);
        var parts = packed.Unpack(new Shape(2, 2), new Shape(1));
        Assert.Equal((images.Shape, new Shape(3, 1)), (parts[0].Shape, parts[1].Shape));
        Assert.Equal(images.Doubles(), parts[0].Doubles());
        Assert.Equal(labels.Doubles(), parts[1].Doubles());
    }

    [Fact]
    public void What_does_not_lie_side_by_side_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Packing.Pack(Numbered(3, 2), Numbered(2, 2)));
        Assert.Throws<ArgumentException>(() => Packing.Pack<double>());
        Assert.Throws<ArgumentException>(() => Packing.Pack(Tensor.Scalar(1.0)));
        Assert.Throws<ArgumentException>(() => Numbered(3, 4).Unpack(new Shape(3)));
    }

    [Fact]
    public void Each_input_goes_through_its_own_layer_as_what_it_is()
    {
        // Tokens are embedded although they are packed into one tensor with numbers.
        var model = Inputs((new(3), Embedding(5, 2) >> Flatten()), (new(2), Lambda(x => x * 10)));
        var start = FunctionalNet.Training.Of<double>(model, MeanSquaredError(), Sgd(0.1)).Init(1, new(5));
        var table = start.Values["0/0/weight"].Doubles();
        var predicted = start.Model.Predict(new(new(1, 5), [4, 0, 2, 0.5, -1])).Doubles();
        Assert.Equal([.. table[8..10], .. table[..2], .. table[4..6], 5, -10], predicted);
    }

    [Fact]
    public void Inputs_of_another_size_are_refused()
    {
        var model = Inputs((new(2, 2), Flatten()), (new(1), Tanh()));
        var training = FunctionalNet.Training.Of<double>(model, MeanSquaredError(), Sgd(0.1));
        var error = Assert.Throws<ShapeException>(() => training.Init(0, new(4)));
        Assert.Contains("[2, 2] and [1]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[batch, 5]", error.Repair, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_towers_share_their_weights_and_learn_what_is_alike()
    {
        // Two numbers count as alike if their signs agree; each tower sees one of them.
        var random = new System.Random(5);
        float[] numbers = [.. Enumerable.Range(0, 2 * 200).Select(_ => ((float)random.NextDouble() * 2) - 1)];
        float[] alike = [.. numbers.Chunk(2).Select(pair => pair[0] * pair[1] > 0 ? 1f : 0)];
        var tower = Named("tower", Dense(8) >> Tanh() >> Dense(2));
        var model = Inputs(t => (t[0] * t[1]).ReduceSum([-1], keepDims: true), (new(1), tower), (new(1), tower));
        var training = FunctionalNet.Training.Of(model, BinaryCrossEntropy(), Adam(0.03));
        var start = training.Init(2, new(2));
        Assert.Equal<IEnumerable<string>>(
            ["tower/0/bias", "tower/0/weight", "tower/2/bias", "tower/2/weight"],
            start.Parameters.Select(parameter => parameter.Key)
        );
        var batch = Batch.Of<float>(new(new(200, 2), numbers), new(new(200, 1), alike));
        var trained = training.Fold(start, Enumerable.Repeat(batch, 300));
        Assert.True(trained.Loss < 0.2f, $"the loss is {trained.Loss}");

        // A shared tower gets the gradients of both uses, so that swapping the inputs changes nothing.
        float[] turned = [.. numbers.Chunk(2).SelectMany(pair => pair.Reverse())];
        Numbers.Close(
            trained.Model.Predict(new(new(200, 2), numbers)).Doubles(),
            trained.Model.Predict(new(new(200, 2), turned)).Doubles(),
            1e-5
        );
    }

    [Fact]
    public void The_loss_of_several_outputs_is_the_sum_of_theirs()
    {
        var (prediction, target) = (Numbered(2, 5), new Tensor<double>(new(2, 3), [0, 1, -1, 2, 0.5, 3]));
        var loss = ForOutputs((3, SoftmaxCrossEntropy(), 1), (2, MeanSquaredError(), 0.25));
        Assert.Equal("ForOutputs((3, SoftmaxCrossEntropy(), 1), (2, MeanSquaredError(), 0.25))", $"{loss}");
        Assert.Equal(
            Value(SoftmaxCrossEntropy(), prediction.Unpack(new Shape(3), new Shape(2))[0], Tensor.Vector<double>(0, 2))
                + (
                    0.25
                    * Value(
                        MeanSquaredError(),
                        prediction.Unpack(new Shape(3), new Shape(2))[1],
                        target.Unpack(new Shape(1), new Shape(2))[1]
                    )
                ),
            Value(loss, prediction, target),
            1e-14
        );
        var error = Assert.Throws<ShapeException>(() => Value(loss, prediction, prediction));
        Assert.Contains("targets [..., 3]", error.Repair, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_two_outputs_learns_both()
    {
        var random = new System.Random(6);
        float[] inputs = [.. Enumerable.Range(0, 2 * 150).Select(_ => ((float)random.NextDouble() * 2) - 1)];
        float[][] rows = [.. inputs.Chunk(2)];
        var targets = Packing.Pack(
            Tensor.Vector<float>([.. rows.Select(row => row[0] > row[1] ? 1f : 0)]),
            Tensor.Vector<float>([.. rows.Select(row => row[0] + (2 * row[1]))])
        );
        var training = FunctionalNet.Training.Of(
            Dense(16) >> Tanh() >> Concat(-1, Dense(2), Dense(1)),
            ForOutputs((2, SoftmaxCrossEntropy(), 1), (1, MeanSquaredError(), 1)),
            Adam(0.02)
        );
        var batch = Batch.Of(new Tensor<float>(new(150, 2), inputs), targets);
        var trained = training.Fold(training.Init(3, new(2)), Enumerable.Repeat(batch, 300));
        var heads = trained.Model.Predict(batch.Inputs).Unpack(new Shape(2), new Shape(1));
        Assert.True(
            FunctionalNet.Metrics.Accuracy(
                heads[0],
                Tensor.Vector<float>([.. rows.Select(row => row[0] > row[1] ? 1f : 0)])
            ) > 0.97
        );
        Assert.True(heads[1].Doubles().Zip(rows, (y, row) => Math.Abs(y - row[0] - (2 * row[1]))).Average() < 0.06);
    }

    private static Tensor<double> Numbered(params int[] sizes) =>
        new(Shape.Of(sizes), [.. Enumerable.Range(1, Shape.Of(sizes).Size).Select(i => (double)i)]);

    private static double Value(Loss loss, Tensor<double> prediction, Tensor<double> target)
    {
        var training = FunctionalNet.Training.Of<double>(Lambda(x => x), loss, Sgd(0.1));
        return training.Evaluate(training.Init(0, prediction.Shape[1..]), Batch.Of(prediction, target));
    }
}
