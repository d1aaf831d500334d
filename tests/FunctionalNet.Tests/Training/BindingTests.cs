using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Every method that reads a state reports why a state does not fit.</summary>
public class BindingTests
{
    private static readonly Training<float> Training = FunctionalNet.Training.Of(
        Dense(8) >> Gelu() >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(0.01) >> ReduceOnPlateau()
    );

    private static readonly Batch<float> Rows = Batch.Of(new Tensor<float>(new(6, 4)), new Tensor<float>(new(6)));

    private static readonly Dictionary<string, Action<TrainState<float>>> Readers = new(StringComparer.Ordinal)
    {
        ["Step"] = state => Training.Step(state, Rows),
        ["Fold"] = state => Training.Fold(state, [Rows]),
        ["Scan"] = state => Training.Scan(state, [Rows]).Last(),
        ["Checked"] = state => Training.Checked.Step(state, Rows),
        ["Eager"] = state => Training.Eager.Step(state, Rows),
        ["Explain"] = state => Training.Explain(state, Rows, runs: 1),
        ["Evaluate"] = state => Training.Evaluate(state, Rows),
        ["Evaluate batches"] = state => Training.Evaluate(state, [Rows]),
        ["Gradients"] = state => Training.Gradients(state, Rows),
        ["Lbfgs"] = state => Training.Lbfgs(state, Rows, iterations: 1),
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_of_another_training_is_told(string reader)
    {
        var other = FunctionalNet.Training.Of(Dense(3), SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, new(4));
        var error = Assert.Throws<ArgumentException>(() => Readers[reader](other));
        Assert.StartsWith(
            "The state has no value for Parameter '0/weight': it is the state of another training.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_for_inputs_of_another_shape_is_told(string reader)
    {
        var error = Assert.Throws<ShapeException>(() => Readers[reader](Training.Init(1, new(5))));
        Assert.Contains(
            "Parameter '0/weight' would have the shape [4, 8], but the state has [5, 8]",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_that_fits_is_read(string reader) => Readers[reader](Training.Init(1, new(4)));
}
