using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <content>Non-finite values are reported with their operator, layer and batch.</content>
public sealed partial class FitTests
{
    [Fact]
    public void What_is_not_finite_is_traced_to_its_operator_and_layer()
    {
        var square = Named("steep", Lambda(x => (x - 3).Log()));
        var training = FunctionalNet.Training.Of(Dense(2) >> square >> Dense(3), SoftmaxCrossEntropy(), Sgd(0.1));
        var start = training.Init(1, Samples.InputShape);
        var thrown = Assert.Throws<DivergenceException>(() => training.Checked.Fold(start, Batched));
        Assert.Equal(
            ("the loss", "steep", 0L),
            (thrown.Divergence.What, thrown.Divergence.Path, thrown.Divergence.Step)
        );
        Assert.StartsWith("NaN from Log: Float[32, 2]", thrown.Divergence.Operator, StringComparison.Ordinal);
        Assert.Contains(
            "not finite after 0 steps: it begins with NaN from Log",
            thrown.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            thrown.Divergence,
            Assert.Throws<DivergenceException>(() => training.Checked.Step(start, Batched.First())).Divergence
        );
        Assert.Equal(thrown.Message, training.Fit(start, Batched).Match(_ => string.Empty, error => error.Message));
    }

    [Fact]
    public void A_derivative_that_is_not_finite_is_found_though_the_loss_is()
    {
        // √x has an infinite derivative at 0, while the loss is finite.
        var training = FunctionalNet.Training.Of(
            Named("root", Lambda(x => (x * 0).Sqrt())) >> Named("out", Dense(3)),
            SoftmaxCrossEntropy(),
            Sgd(0.1)
        );
        var deeper = FunctionalNet.Training.Of(
            Named("in", Dense(4)) >> training.Layer,
            SoftmaxCrossEntropy(),
            Sgd(0.1)
        );
        var start = deeper.Init(1, Samples.InputShape);
        var thrown = Assert.Throws<DivergenceException>(() => deeper.Checked.Fold(start, Batched));
        Assert.Equal("in/weight", thrown.Divergence.What);
        Assert.Equal("the derivative of root", thrown.Divergence.Path);
    }

    // Recomputed layers report the same origin as plain ones: alone, kept in 16 bits, and nested.
    [Fact]
    public void What_is_recomputed_is_traced_to_the_operator_and_the_layer_within()
    {
        var steep = Named("in", Dense(2)) >> Named("steep", Lambda(x => (x - 30).Log()));
        var root = Named("in", Dense(2)) >> Named("root", Lambda(x => (x * 0).Sqrt()));
        Func<Layer, Layer>[] ways =
        [
            layer => Remat(layer),
            layer => Remat(layer, Precision.BFloat16),
            layer => Remat(Named("first", Dense(4)) >> Remat(Named("tanh", Tanh()) >> layer)),
        ];
        foreach (var way in ways)
        {
            var forward = Told(way(steep));
            Assert.Equal("the loss", forward.What);
            Assert.EndsWith("/steep", forward.Path, StringComparison.Ordinal);
            Assert.StartsWith("NaN from Log: Float[32, 2]", forward.Operator, StringComparison.Ordinal);
            var backward = Told(way(root));
            Assert.Matches("^the derivative of [0-9/]*/root$", backward.Path);
            Assert.Equal(Told(root).Operator, backward.Operator);
        }

        static Divergence Told(Layer layer)
        {
            var training = FunctionalNet.Training.Of(
                Named("before", Dense(4)) >> layer >> Named("out", Dense(3)),
                SoftmaxCrossEntropy(),
                Sgd(0.1)
            );
            var start = training.Init(1, Samples.InputShape);
            return Assert.Throws<DivergenceException>(() => training.Checked.Fold(start, Batched)).Divergence;
        }
    }

    [Fact]
    public void Samples_that_are_not_finite_are_named_and_the_step_is_found_again()
    {
        float[] inputs = [.. Samples.Inputs.Span];
        inputs[4 * 70] = float.NaN;
        var broken = new Dataset<float>(new(Samples.Inputs.Shape, inputs), Samples.Targets).Batches(32);
        var thrown = Assert.Throws<DivergenceException>(() => Classifier.Checked.Fold(Start, broken.Repeat(2)));
        Assert.Equal((2, 26), (thrown.Divergence.Step, thrown.Divergence.Samples));
        Assert.StartsWith(
            "NaN in the data, the input of sample ",
            thrown.Divergence.Operator,
            StringComparison.Ordinal
        );
        Assert.Contains("Mend the data", thrown.Message, StringComparison.Ordinal);
        Same(Classifier.Fold(Start, Batched.Repeat(2)), Classifier.Checked.Fold(Start, Batched.Repeat(2)));
    }

    [Fact]
    public void Held_out_samples_that_are_not_finite_are_named()
    {
        float[] inputs = [.. Samples.Inputs.Span];
        inputs[(4 * 70) + 1] = float.NaN;
        var broken = new Dataset<float>(new(Samples.Inputs.Shape, inputs), Samples.Targets).Batches(32);
        var options = new FitOptions<float>
        {
            Epochs = 20,
            Patience = 2,
            HeldOut = broken,
        };
        var told = Classifier.Fit(Start, Batched, options).LeftAsEnumerable().Single().Message;
        Assert.StartsWith(
            "the loss of the held-out samples is NaN after epoch 1: it begins with NaN in the data, the input of sample 70 of the data, column 1.",
            told,
            StringComparison.Ordinal
        );
        Assert.Contains("Mend the data", told, StringComparison.Ordinal);

        // The epoch that was learned comes before the error.
        var epochs = Classifier.FitEpochs(Start, Batched, options).ToArray();
        Assert.Equal(2, epochs.Length);
        var first = epochs[0].OrThrow();
        Assert.Equal((1, StopReason.Diverged), (first.Epoch.Number, first.Ended));
        Assert.Equal(told, epochs[1].LeftAsEnumerable().Single().Message);
    }
}
