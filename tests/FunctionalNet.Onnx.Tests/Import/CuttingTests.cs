using FunctionalNet.OnnxTests.Learning;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Subgraphs of a file up to a value, against ONNX Runtime on the same file with that value as an output.</summary>
public class CuttingTests
{
    private static readonly Tensor<float> X = Samples.Normal<float>(new(3, 2), 4);

    private static ModelProto Network
    {
        get
        {
            var model = Sketch.Of(
                "w1:2x5 b1:5 w2:5x4 b2:4 w3:4x3 b3:3 unread:2",
                "h = MatMul(x, w1); h1 = Add(h, b1); r = Relu(h1); q = Gemm(r, w2, b2); t = Tanh(q); s = MatMul(t, w3); z = Add(s, b3); y = Softmax(z)"
            );
            string[] names =
            [
                "/body/0/MatMul",
                "/body/0/Add",
                "/body/relu/Relu",
                "/body/1/Gemm",
                "act",
                "/head/MatMul",
                "/head/Add",
                "soft",
            ];
            foreach (var (node, name) in model.Graph.Node.Zip(names))
            {
                node.Name = name;
            }

            return model;
        }
    }

    [Theory]
    [InlineData("r", "r")]
    [InlineData("/body/relu/Relu", "r")]
    [InlineData("body", "q")]
    [InlineData("body.0", "h1")]
    [InlineData("body/0", "h1")]
    [InlineData("act", "t")]
    [InlineData("head", "z")]
    [InlineData("y", "y")]
    public void A_part_ends_at_a_value_a_node_or_a_module(string name, string value)
    {
        var part = Files.Parse(Network).Bind(file => file.Upto(name)).OrThrow();
        Samples.Close(InOrt(value), part.ToModel<float>().OrThrow().Predict(X), 1e-6);
        Assert.DoesNotContain("unread", part.Roles.Keys, StringComparer.Ordinal);
        if (value == "r")
        {
            Assert.Equal(["b1", "w1"], part.Roles.Keys, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Nodes_are_numbered_from_1_and_a_head_is_the_last_product()
    {
        var file = Files.Parse(Network).OrThrow();
        Samples.Close(InOrt("r"), file.Upto(3).Bind(part => part.ToModel<float>()).OrThrow().Predict(X), 1e-6);
        Samples.Close(InOrt("t"), file.WithoutHead().Bind(part => part.ToModel<float>()).OrThrow().Predict(X), 1e-6);
        file.Upto(9).ErrorOf().Says("there is no node 9", "it has 8");
        file.Upto(0).ErrorOf().Says("there is no node 0");
        file.Upto("bod").ErrorOf().Says("no value or node is called 'bod'", "y");
        Files.Parse(Sketch.Of("b:2", "y = Add(x, b)")).OrThrow().WithoutHead().ErrorOf().Says("no product");
    }

    [Fact]
    public void A_part_of_a_part_and_several_outputs()
    {
        var file = Files.Parse(Network).OrThrow();
        var both = file.Upto("r", "t").OrThrow();
        Assert.Equal(2, both.Graph.Outputs.Length);
        Samples.Close(InOrt("r"), both.Upto("r").Bind(part => part.ToModel<float>()).OrThrow().Predict(X), 1e-6);
        both.Upto("y").ErrorOf().Says("'y'");
    }

    [Fact]
    public void A_new_head_learns_on_features_that_stay()
    {
        var features = Files.Parse(Network).Bind(file => file.WithoutHead()).Bind(part => part.ToLayer()).OrThrow();
        var training = Training.Of(Frozen(features) >> Dense(2), SoftmaxCrossEntropy(), Adam(0.1));
        var start = training.Init(1, new(2));
        Assert.Equal(["1/bias", "1/weight"], start.Parameters.Select(one => one.Key), StringComparer.Ordinal);
        Assert.Equal(
            ["0/b1", "0/b2", "0/w1", "0/w2"],
            start.FrozenValues.Select(one => one.Key),
            StringComparer.Ordinal
        );
        var batch = Batch.Of(X, Tensor.Vector(0f, 1f, 1f));
        var end = training.Fold(start, Enumerable.Repeat(batch, 20));
        Assert.True(training.Evaluate(end, batch) < training.Evaluate(start, batch) / 2);
        Samples.Close(end.Model.Predict(X), OnnxPredictor.Load(end.Model.ToOnnx()).OrThrow().Predict(X), 1e-5);
    }

    [Fact]
    public void A_file_of_one_sample_takes_batches_and_smaller_images()
    {
        var one = Sketch.Of("k:2x1x3x3", "c = Conv(x, k); r = Relu(c); y = AveragePool(r)");
        one.Graph.Node[0].Ints("pads", 1, 1, 1, 1);
        one.Graph.Node[2].Ints("kernel_shape", 6, 6);
        one.Graph.Input[0] = Files.Info("x", "batch", 1, 6, 6);
        one.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 1;
        one.Graph.Output[0].Type = Files.Info("y", "batch", 2, 1, 1).Type;
        one.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimValue = 1;
        var file = Files.Parse(one).OrThrow();
        var batch = Samples.Normal<float>(new(3, 1, 6, 6), 5);
        var whole = file.Resize(("x", new(Dim.Named("n"), 1, 6, 6))).Bind(free => free.ToModel<float>()).OrThrow();
        using var each = OnnxPredictor.Load(Google.Protobuf.MessageExtensions.ToByteArray(one)).OrThrow();
        float[] rows =
        [
            .. batch
                .Span.ToArray()
                .Chunk(36)
                .SelectMany(image => each.Predict(Tensor.Of(new(1, 1, 6, 6), image)).Span.ToArray()),
        ];
        Samples.Close(Tensor.Of(new(3, 2, 1, 1), rows), whole.Predict(batch), 1e-6);

        // The pooling window exceeds an image of size 4; the layers before it accept one.
        file.Resize(("x", new(1, 1, 4, 4))).ErrorOf().Says("AveragePool");
        var part = file.Upto("r").Bind(cut => cut.Resize(("x", new(Dim.Named("n"), 1, 4, 4)))).OrThrow();
        Assert.Equal(new(Dim.Named("n"), 2, 4, 4), part.Graph.Outputs[0].Shape);
        file.Resize(("images", new(1, 1, 4, 4))).ErrorOf().Says("no input images", "x");
        file.Resize(("x", new(1, 4))).ErrorOf().Says("declared as [1, 1, 6, 6]", "[1, 4]");
        one.Parse(new() { Shapes = new Dictionary<string, Shape>(StringComparer.Ordinal) { ["x"] = new(2, 1, 6, 6) } })
            .ErrorOf()
            .Says("Resize");
    }

    private static Tensor<float> InOrt(string value)
    {
        var model = Network;
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = value, Type = Files.Info(value, "batch").Type });
        model.Graph.Output[0].Type.TensorType.Shape = null;
        using var predictor = OnnxPredictor.Load(Google.Protobuf.MessageExtensions.ToByteArray(model)).OrThrow();
        return predictor.Predict(X);
    }
}
