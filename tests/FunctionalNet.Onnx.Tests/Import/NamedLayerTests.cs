using FunctionalNet.OnnxTests.Learning;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Files of several inputs and outputs: trained on packed rows, and exported with their original names.</summary>
public sealed class NamedLayerTests : IDisposable
{
    private static readonly Dictionary<string, Tensor<float>> Given = new(StringComparer.Ordinal)
    {
        ["ids"] = Tensor.Of<float>(new(3, 4), 1, 2, 0, 4, 3, 3, 1, 0, 2, 4, 1, 1),
        ["mask"] = Tensor.Of<float>(new(3, 4), 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1),
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    // Tokens and a mask to masked token vectors, and to their sum multiplied by a matrix.
    private static ModelProto Encoder
    {
        get
        {
            var model = Sketch.Of(
                "table:5x6 w:6x3 one:1",
                "v = Gather(table, ids); m = Unsqueeze(mask, axes); f = Cast(m); hidden = Mul(v, f); s = ReduceSum(hidden, sum); pooled = MatMul(s, w)"
            );
            model.With(Files.Longs("axes", 2), Files.Longs("sum", 1));
            model.Graph.Node.First(node => node.OpType == "Cast").Int("to", 1);
            model.Graph.Node.First(node => node.OpType == "ReduceSum").Int("keepdims", 0);
            model.Graph.Input.Clear();
            foreach (var name in (string[])["ids", "mask"])
            {
                var info = Files.Info(name, "batch");
                info.Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64;
                info.Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "tokens" });
                model.Graph.Input.Add(info);
            }

            model.Graph.Output.Clear();
            model.Graph.Output.Add(new ValueInfoProto { Name = "hidden" });
            model.Graph.Output.Add(new ValueInfoProto { Name = "pooled" });
            return model;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Inputs_and_outputs_have_their_names_and_values()
    {
        var layer = Files.Parse(Encoder).Bind(file => file.ToNamedLayer(("ids", new(4)), ("mask", new(4)))).OrThrow();
        Assert.Equal(["ids", "mask"], layer.Inputs.Select(input => input.Name), StringComparer.Ordinal);
        Assert.Equal([new Shape(4, 6), new Shape(3)], layer.Outputs.Select(output => output.Sample.Shape));
        Assert.Equal(new Shape(8), layer.Input);
        var model = Model.Init<float>(layer, layer.Input, key: 1);
        var outputs = layer.Unpack(model.Predict(layer.Pack(Given)));
        var (table, ids, mask) = (model.Values["table"], Given["ids"], Given["mask"]);
        for (var (row, token) = (0, 0); row < 3; (row, token) = token < 3 ? (row, token + 1) : (row + 1, 0))
        {
            for (var i = 0; i < 6; i++)
            {
                Assert.Equal(
                    table[(int)ids[row, token], i] * mask[row, token],
                    outputs["hidden"][row, token, i],
                    1e-6f
                );
            }
        }

        Assert.Equal(new Shape(3, 3), outputs["pooled"].Shape);
        Assert.Throws<ArgumentException>(() =>
            layer.Pack(new Dictionary<string, Tensor<float>>(StringComparer.Ordinal) { ["ids"] = ids })
        );
        Assert.Throws<ArgumentException>(() =>
            layer.Pack(new Dictionary<string, Tensor<float>>(Given, StringComparer.Ordinal) { ["types"] = ids })
        );
    }

    [Fact]
    public void It_learns_with_a_head_and_is_written_with_its_own_signature()
    {
        var layer = Files
            .Parse(Encoder)
            .Bind(file => file.Upto("pooled"))
            .Bind(file => file.ToNamedLayer(("ids", new(4)), ("mask", new(4))))
            .OrThrow();
        var training = Training.Of(LowRank(layer, rank: 2) >> Dense(2), SoftmaxCrossEntropy(), Adam(0.1));
        var start = training.Init(1, layer.Input);
        Assert.Equal(
            ["0/table/lora_A", "0/table/lora_B", "0/w/lora_A", "0/w/lora_B", "1/bias", "1/weight"],
            start.Parameters.Select(one => one.Key),
            StringComparer.Ordinal
        );
        var rows = layer.Pack(Given);
        var batch = Batch.Of(rows, Tensor.Vector(0f, 1f, 1f));
        var end = training.Fold(start, Enumerable.Repeat(batch, 10));
        Assert.True(training.Evaluate(end, batch) < training.Evaluate(start, batch) / 2);

        var path = Path.Combine(folder.FullName, "tuned.onnx");
        var report = end.Model.Merge().SaveOnnx(path, samples: rows).OrThrow();
        Assert.Equal(
            ["ids: Int64[batch, 4]", "mask: Int64[batch, 4]"],
            report.Inputs.Select(input => $"{input}"),
            StringComparer.Ordinal
        );
        using var predictor = OnnxPredictor.Load(path).OrThrow();
        Samples.Close(end.Model.Predict(rows), predictor.Run(Given["ids"], Given["mask"])[0], 1e-5);
    }

    [Fact]
    public void All_outputs_are_written_again()
    {
        var layer = Files.Parse(Encoder).Bind(file => file.ToNamedLayer(("ids", new(4)), ("mask", new(4)))).OrThrow();
        var model = Model.Init<float>(layer, layer.Input, key: 1);
        var again = OnnxModel.Parse(model.ToOnnx()).OrThrow();
        Assert.Equal(2, again.Graph.Outputs.Length);
        using var predictor = OnnxPredictor.Load(model.ToOnnx()).OrThrow();
        Assert.Equal(["hidden", "pooled"], predictor.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        var outputs = layer.Unpack(model.Predict(layer.Pack(Given)));
        Samples.Close([outputs["hidden"], outputs["pooled"]], predictor.Run(Given["ids"], Given["mask"]), 1e-5);
    }

    [Fact]
    public void What_has_no_size_or_no_batch_is_refused_by_name()
    {
        var file = Files.Parse(Encoder).OrThrow();
        file.ToNamedLayer().ErrorOf().Says("the input ids is [batch, tokens]", "give the shape of a sample");
        file.ToNamedLayer(("ids", new(4)), ("mask", new(5))).ErrorOf().Says("does not hold");
        file.ToNamedLayer(("ids", new(4)), ("mask", new(4)), ("types", new(4))).ErrorOf().Says("no input types");
        file.ToNamedLayer(("ids", new(4, 1)), ("mask", new(4))).ErrorOf().Says("cannot be [4, 1]");
    }
}
