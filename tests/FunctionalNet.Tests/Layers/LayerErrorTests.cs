using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Errors in layers name the layer's path; errors in a state, a batch or an input name what was expected.</summary>
public class LayerErrorTests
{
    private static readonly Layer Model = Dense(4) >> Relu() >> Dense(3);
    private static readonly Training<float> Classifier = FunctionalNet.Training.Of(
        Model,
        SoftmaxCrossEntropy(),
        Sgd(0.1)
    );

    public static TheoryData<string, string, string> Layers =>
        new()
        {
            { "residual", "1", "Residual: the layer turns [1, 4] into [1, 3]" },
            { "nested residual", "encoder/1", "Residual: the layer turns [1, 4] into [1, 3]" },
            { "inner lambda", "encoder/head/1", "MatMul: [1, 4] times [1, 4]" },
            { "taken path", "a", "the path 'a/weight' is taken by Parameter 'a/weight' of shape [5, 3]" },
            { "free parameter", "0", "Parameter: 'table' would have the free axes of [batch]" },
        };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_path_of_the_innermost_layer_is_told(string name, string path, string tells)
    {
        Layer wrong = name switch
        {
            "residual" => Dense(4) >> Residual(Dense(3)),
            "nested residual" => Named("encoder", Dense(4) >> Residual(Dense(3) >> Relu())) >> Dense(2),
            "inner lambda" => Named("encoder", Relu() >> Named("head", Dense(4) >> Lambda(x => x.MatMul(x)))) >> Relu(),
            "taken path" => Named("a", Dense(3)) >> Named("a", Dense(4)),
            _ => new FreeTable() >> Relu(),
        };
        var training = FunctionalNet.Training.Of(wrong, MeanSquaredError(), Sgd(0.1));
        var error = Assert.Throws<ShapeException>(() => training.Init(0, new(5)));
        Assert.Equal(path, error.Path?.Replace("table", string.Empty, StringComparison.Ordinal));
        Assert.Contains(
            tells.Replace("'table'", $"'{path}/table'", StringComparison.Ordinal),
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"in layer '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dense_of_a_scalar() =>
        Tells(
            () => Dense(3).Apply(new Trace(isTraining: true).Root, Expr.Input("x", Shape.Scalar)),
            "Dense",
            "at least a vector"
        );

    [Fact]
    public void A_batch_of_another_width_than_the_state()
    {
        var state = Classifier.Init(0, new(5));
        var wrong = Batch.Of(Tensor.Zeros<float>(new(2, 7)), Tensor.Vector(0f, 1f));
        string[] tells = ["[2, 7]", "Parameter '0/weight'", "[7, 4]", "[5, 4]", "batches of [n, 5]"];
        Tells(() => Classifier.Step(state, wrong), "Step", tells);
        Tells(() => Classifier.Fold(state, new[] { wrong }), "Step", tells);
        Tells(() => state.Model.Predict(wrong.Inputs), "Predict", "[2, 7]", "[n, 5]");
        Tells(() => state.Model.Predict(Tensor.Zeros<float>(new(5))), "Predict", "[5]", "[n, 5]");
    }

    [Fact]
    public void Labels_of_another_shape()
    {
        var wrong = Batch.Of(Tensor.Zeros<float>(new(2, 5)), Tensor.Zeros<float>(new(2, 1)));
        Tells(
            () => Classifier.Step(Classifier.Init(0, new(5)), wrong),
            "SoftmaxCrossEntropy",
            "Float[2, 3]",
            "Int64[2, 1]"
        );
    }

    [Fact]
    public void A_loss_that_is_no_scalar()
    {
        var training = FunctionalNet.Training.Of(Dense(1), new PerSample(), Sgd(0.1));
        var batch = Batch.Of(Tensor.Zeros<float>(new(3, 2)), Tensor.Zeros<float>(new(3, 1)));
        Tells(() => training.Step(training.Init(0, new(2)), batch), "PerSample", "[3, 1]", "ReduceMean");
    }

    [Fact]
    public void The_state_of_another_training()
    {
        var other = FunctionalNet.Training.Of(Model, SoftmaxCrossEntropy(), Adam(0.1));
        var batch = Batch.Of(Tensor.Zeros<float>(new(2, 5)), Tensor.Vector(0f, 1f));
        var error = Assert.Throws<ArgumentException>(() => other.Step(Classifier.Init(0, new(5)), batch));
        Assert.Contains("Slot 'optimizer/0/m/0/weight'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Init", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_batch()
    {
        var empty = Batch.Of(Tensor.Zeros<float>(new(0, 5)), Tensor.Zeros<float>(new(0)));
        var error = Assert.Throws<ArgumentException>(() => Classifier.Step(Classifier.Init(0, new(5)), empty));
        Assert.Contains("empty batch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_whose_next_value_has_another_shape() =>
        Tells(
            () => FunctionalNet.Training.Of(new WrongNext(), MeanSquaredError(), Sgd(0.1)).Init(0, new(2)),
            "Next",
            "Slot 'mean': Float[2]",
            "Float[]"
        );

    [Fact]
    public void Values_that_a_model_lacks()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new Model<float>(Model, new(6), Classifier.Init(0, new(5)).Values)
        );
        Assert.Contains(
            "Parameter '0/weight' of shape [6, 4] has a value of shape [5, 4]",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Nonsense_is_refused_where_it_is_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Dense(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout(1));
        Assert.Throws<ArgumentNullException>(() => Dense(1) >> null!);
        Assert.Throws<ArgumentNullException>(() => Adam(1) >> null!);
    }

    private static void Tells(Func<object> wrong, string rule, params string[] tells)
    {
        var error = Assert.Throws<ShapeException>(wrong);
        Assert.StartsWith(rule, error.Message, StringComparison.Ordinal);
        Assert.All(tells, tell => Assert.Contains(tell, error.Message, StringComparison.Ordinal));
    }

    private sealed record FreeTable : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            x + scope.Parameter("table", new(Dim.Named("batch")), Ones());
    }

    private sealed record PerSample : Loss
    {
        public override Expr Apply(Expr prediction, Expr target) => prediction - target;
    }

    private sealed record WrongNext : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            scope.Next(scope.Slot("mean", new(2), Zeros()), x.ReduceSum());
            return x;
        }
    }
}
