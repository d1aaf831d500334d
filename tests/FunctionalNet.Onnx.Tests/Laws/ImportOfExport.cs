using System.Collections.Immutable;
using FunctionalNet.Export;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Law 6: import(export(graph)) equals the graph, with composed functions that ONNX has no operator for expanded.</summary>
public class ImportOfExport
{
    public static TheoryData<string, string> Examples { get; } = Catalogue.Examples();

    public static TheoryData<string> Models { get; } = [.. OnnxTests.Models.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_with_its_gradients_is_itself(string onnx, string name)
    {
        var graph = Catalogue.ValueAndGradients(Catalogue.Example(onnx, name));
        foreach (var precision in (Precision[])[Precision.Float32, Precision.Float64])
        {
            var file = OnnxModel.Parse(graph.ToOnnx(new ExportOptions { Precision = precision })).OrThrow();
            SameGraph.Check(Plain(graph), file.Graph, precision);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_is_itself_with_its_values(string name)
    {
        var model = OnnxTests.Models.Of(name);
        var options = new ExportOptions { Softmax = true };
        options =
            model.Layer.InputType == ElementType.Float
                ? options with
                {
                    Normalization = Normalization.Of(0.5, 2),
                }
                : options;
        var deployment = new Deployment<float>(model, options);

        var file = OnnxModel.Parse(model.ToOnnx(options)).OrThrow();

        SameGraph.Check(Plain(deployment.Compose(Dim.Named("batch")).Graph), file.Graph, Precision.Float32);
        var values = file.Values<float>();
        Assert.Equal<IEnumerable<string>>(deployment.Values.Keys, values.Keys);
        Assert.All(values, value => Assert.Equal(deployment.Values[value.Key].Span, value.Value.Span));
    }

    [Fact]
    public void A_training_step_is_itself()
    {
        var training = Training.Of(Dense(5) >> Relu() >> Dropout(0.2) >> Dense(3), SoftmaxCrossEntropy(), Adam(0.1));
        var step = StepGraph.Of(training, new(4, 6), new(4));

        var file = OnnxModel.Parse(training.ToOnnx(new(4, 6), new(4))).OrThrow();

        SameGraph.Check(Plain(step.ToGraph()), file.Graph, Precision.Float32);
    }

    [Fact]
    public void Outputs_that_are_variables_constants_or_equal_are_kept()
    {
        var x = Expr.Input("x", new(2));
        var y = x * 2;
        var graph = new Graph([x], [y, x, y, 3, y + 1]);
        var file = OnnxModel.Parse(graph.ToOnnx()).OrThrow();
        SameGraph.Check(graph, file.Graph, Precision.Float32);
    }

    [Fact]
    public void What_was_imported_is_exported_to_the_same_bytes_again_and_again()
    {
        var once = Again(OnnxTests.Models.Of("mlp of all activations").ToOnnx());
        Assert.Equal(once, Again(once));

        static byte[] Again(byte[] bytes)
        {
            var file = OnnxModel.Parse(bytes).OrThrow();
            return file.Graph.ToOnnx(file.Values<float>());
        }
    }

    private static Graph Plain(Graph graph) => Inlining.Of(graph, ImmutableDictionary<Expr, string>.Empty, new()).Graph;
}
