using FunctionalNet.Execution;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Files read as layers and as models that can be trained further.</summary>
public class OnnxModelTests
{
    [Fact]
    public void An_imported_model_predicts_what_the_exported_one_does()
    {
        foreach (var name in Models.All.Keys)
        {
            var model = Models.Of(name);
            var again = OnnxModel.Parse(model.ToOnnx()).OrThrow().ToModel<float>().OrThrow();
            var inputs = Samples.Normal<float>(new Shape(4).Append(model.Input), 1);
            if (model.Layer.InputType == ElementType.Int64)
            {
                inputs = new(inputs.Shape, [.. inputs.Span.ToArray().Select(v => MathF.Floor(MathF.Abs(v)))]);
            }

            Samples.Close(model.Predict(inputs), again.Predict(inputs), 1e-6);
            Assert.Equal(model.Recipe, again.Recipe);
        }
    }

    [Fact]
    public void Training_goes_on_from_the_file_as_from_the_model()
    {
        Layer layer = Dense(6) >> Tanh() >> Dense(2);
        var inputs = Samples.Normal<float>(new(8, 3), 1);
        var batch = Batch.Of(inputs, Samples.Normal<float>(new(8, 2), 2));
        var training = Training.Of(layer, MeanSquaredError(), Sgd(0.1));
        var state = training.Step(training.Init(4, new(3)), batch);

        var imported = OnnxModel.Parse(state.Model.ToOnnx()).OrThrow().ToLayer().OrThrow();
        var tuning = Training.Of(imported, MeanSquaredError(), Sgd(0.1));
        var tuned = tuning.Step(tuning.Init(99, new(3)), batch);

        var expected = training.Step(state, batch);
        Assert.Equal(expected.Loss, tuned.Loss, 1e-6);
        Assert.All(expected.Parameters, value => Samples.Close(value.Value, tuned.Values[value.Key], 1e-6));

        // The tuned model is exported again and predicts the same.
        Samples.Close(
            expected.Model.Predict(inputs),
            OnnxModel.Parse(tuned.Model.ToOnnx()).OrThrow().ToModel<float>().OrThrow().Predict(inputs),
            1e-6
        );
    }

    [Fact]
    public void A_baked_in_normalization_is_not_trained()
    {
        var options = new ExportOptions { Normalization = Normalization.Of(3, 2) };
        var layer = OnnxModel.Parse(Models.Of("linear").ToOnnx(options)).OrThrow().ToLayer().OrThrow();
        var state = Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, new(4));
        Assert.Equal("bias weight", string.Join(" ", state.Parameters.Select(parameter => parameter.Key)));
        Assert.Equal([3f], state.Values["normalization/mean"].Span);
    }

    [Fact]
    public void A_strangers_file_reads_and_differentiates()
    {
        var file = Files
            .Of(
                Files.Node("Gemm", "h", "x", "w", "b").Int("transB", 1).Real("alpha", 0.5f).Real("beta", 2),
                Files.Node("LeakyRelu", "y", "h").Real("alpha", 0.1f)
            )
            .With(Files.Floats("w", [1, 2], 3, 4), Files.Floats("b", [1], -10))
            .Parse()
            .OrThrow();
        Assert.Equal("b w", string.Join(" ", file.Values<double>().Keys));

        var model = file.ToModel<double>().OrThrow();
        var y = model.Predict(Tensor.Of(new(2, 2), 20.0, 10.0, 1.0, 1.0));
        Assert.Equal([30 + 20 - 20, 0.1 * (3.5 - 20)], y.Span.ToArray(), Near);

        var composed = model.Compose(new(2, 2));
        var inputs = composed.Graph.Inputs;
        var gradient = new Graph(inputs, [.. Gradient.Of(composed.Outputs[0].ReduceSum(), [.. inputs])]);
        var slopes = Reference.Run(gradient, composed.Bind(Tensor.Of(new(2, 2), 20.0, 10.0, 1.0, 1.0), model.Values));
        Assert.Equal([1.5, 2, 0.15, 0.2], slopes[0].Span.ToArray(), Near);
    }

    [Fact]
    public void A_number_attribute_is_the_decimal_that_was_written()
    {
        var file = Files.Of(Files.Node("LeakyRelu", "y", "x").Real("alpha", 0.01f)).Parse().OrThrow();
        var expected = file.Graph.Inputs[0].LeakyRelu(0.01);
        Assert.Equal(expected.Op, file.Graph.Outputs[0].Op);
    }

    [Fact]
    public void One_hot_counts_negative_labels_from_the_end_as_onnx_does()
    {
        var model = Files
            .Of(Files.Node("Cast", "labels", "x").Int("to", 7), Files.Node("OneHot", "y", "labels", "depth", "values"))
            .With(Files.Longs("depth", 3), Files.Floats("values", [2], 0, 1));
        var file = model.Parse().OrThrow();
        Assert.Empty(file.Values<float>());
        var y = file.ToModel<float>().OrThrow().Predict(Tensor.Of(new(1, 2), -1f, 5f));
        Assert.Equal([0f, 0f, 1f, 0f, 0f, 0f], y.Span);
    }

    [Fact]
    public void A_weight_whose_value_an_operator_wants_to_know_stays_a_parameter_where_it_is_also_computed_with()
    {
        var file = Files
            .Of(
                Files.Node("Cast", "labels", "x").Int("to", 7),
                Files.Node("OneHot", "hot", "labels", "depth", "values"),
                Files.Node("Add", "y", "hot", "values")
            )
            .With(Files.Longs("depth", 2), Files.Floats("values", [2], 0, 1))
            .Parse()
            .OrThrow();
        Assert.Equal("values", Assert.Single(file.Values<float>()).Key);
        var y = file.ToModel<float>().OrThrow().Predict(Tensor.Of(new(1, 2), 0f, 1f));
        Assert.Equal([1f, 1f, 0f, 2f], y.Span);
    }

    [Fact]
    public void A_graph_of_several_outputs_is_no_layer()
    {
        var x = Expr.Input("x", new(2));
        var file = OnnxModel.Parse(new Graph([x], [x, x + 1]).ToOnnx()).OrThrow();
        file.ToLayer().ErrorOf().Says("2 outputs");
        OnnxModel
            .Parse(new Graph([x], [x + 1]).ToOnnx())
            .OrThrow()
            .ToModel<float>()
            .ErrorOf()
            .Says("free batch", "[2]");
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
