using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>
/// A training stores the step count and the rate in reserved slots; a layer or transform without a path of its own cannot use their names.
/// </summary>
public class ReservedSlotTests
{
    [Theory]
    [InlineData("step")]
    [InlineData("step/rest")]
    public void A_layer_alone_cannot_take_the_slot_of_the_steps(string name)
    {
        var layer = Layer.Of(
            "Counting",
            (scope, x) =>
            {
                var count = scope.Slot(name, Shape.Scalar, Zeros());
                scope.Next(count, count + 1);
                return x * scope.Parameter("scale", Shape.Scalar, Ones());
            }
        );
        var training = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(0.1));
        var error = Assert.Throws<ShapeException>(() => training.Init(1, new(2)));
        Assert.Contains("the training's own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transform_alone_cannot_take_the_slot_of_the_rate()
    {
        var transform = Transform.Of(
            "Telling",
            (scope, update) =>
            {
                scope.Next(scope.Slot("learning_rate", Shape.Scalar, Zeros()), 5);
                return -0.1 * update.Value;
            }
        );
        var training = FunctionalNet.Training.Of(Dense(1), MeanSquaredError(), transform);
        Assert.Throws<ShapeException>(() => training.Init(1, new(2)));
    }

    [Fact]
    public void Below_a_name_they_are_names_like_others()
    {
        var layer = Layer.Of(
            "Counting",
            (scope, x) =>
            {
                var count = scope.In("own").Slot("step", Shape.Scalar, Zeros());
                scope.Next(count, count + 1);
                return x * scope.Parameter("scale", Shape.Scalar, Ones());
            }
        );
        var training = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(0.1));
        var start = training.Init(1, new(2));
        var x = Tensor.Of<float>(new(1, 2), 1, 2);
        Assert.Equal(1, training.Step(start, Batch.Of<float>(x, x)).Values["own/step"].Span[0]);
    }
}
