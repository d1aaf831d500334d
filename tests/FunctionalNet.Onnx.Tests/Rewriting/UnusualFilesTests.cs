using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>Unusual files that can still be rewritten, and files that are refused with a one-line error.</summary>
public sealed class UnusualFilesTests : IDisposable
{
    private readonly FileInFolder folder = new();
    private readonly Tensor<float> samples = Samples.Normal<float>(new(32, 8), 5);

    public static TheoryData<string> Rewritings { get; } = [.. FileInFolder.Rewritings];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Rewritings))]
    public void Weights_in_another_file_are_read(string how)
    {
        var model = Graphs.All["branches"]();
        var weight = model.Graph.Initializer.Single(tensor => tensor.Name == "w");
        var values = weight.FloatData.ToArray();
        File.WriteAllBytes(
            folder["weights.bin"],
            [0, 0, 0, 0, .. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)]
        );
        weight.FloatData.Clear();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (
            var (key, value) in ((string, string)[])[("location", "weights.bin"), ("offset", "4"), ("length", "256")]
        )
        {
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        var report = folder.With(model).Rewrite(how, samples).OrThrow();
        Assert.InRange(report.LargestDifference, 1e-6, 0.5);
        Assert.DoesNotContain(folder.Written().Graph.Initializer, tensor => tensor.ExternalData.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Rewritings))]
    public void Weights_that_had_to_be_inputs_become_weights_alone(string how)
    {
        var model = Graphs.All["branches"]();
        model.IrVersion = 3;
        foreach (var tensor in model.Graph.Initializer)
        {
            model.Graph.Input.Add(InputOf(tensor));
        }

        var report = folder.With(model).Rewrite(how, samples).OrThrow();
        Assert.InRange(report.LargestDifference, 1e-6, 0.5);
        Assert.Equal(["x"], folder.Written().Graph.Input.Select(input => input.Name), StringComparer.Ordinal);
    }

    // Since version 4 of the format, an initializer that is an input too is its default.
    [Theory]
    [MemberData(nameof(Rewritings))]
    [InlineData("opset")]
    public void Inputs_with_a_default_stay_inputs_with_a_default(string how)
    {
        var model = Graphs.Of(
            Files.Node("MatMul", "h", "x", "w"),
            Files.Node("Mul", "scaled", "h", "s"),
            Files.Node("MatMul", "g", "scaled", "given"),
            Files.Node("Reshape", "y", "g", "sizes")
        );
        model.With(Files.Floats("s", [], 2), Graphs.Weight("given"), Files.Longs("sizes", -1, 8));
        foreach (var tensor in model.Graph.Initializer.Where(tensor => tensor.Name is "s" or "given"))
        {
            model.Graph.Input.Add(InputOf(tensor));
        }

        folder.With(model);
        var report = (
            how == "opset" ? folder.Convert(new() { Opset = 14, Samples = samples }) : folder.Rewrite(how, samples)
        ).OrThrow();
        Assert.InRange(report.LargestDifference, 0, 0.5);
        var written = folder.Written().Graph;
        Assert.Equal(["x", "s", "given"], written.Input.Select(input => input.Name), StringComparer.Ordinal);
        foreach (var name in (string[])["s", "given"])
        {
            Assert.Equal(Stored(model.Graph, name), Stored(written, name));
        }

        // With another value both give the same, and not what they give with the default.
        using var old = OnnxPredictor.Load(folder["model.onnx"]).OrThrow();
        using var now = OnnxPredictor.Load(folder["written.onnx"]).OrThrow();
        var given = new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
        {
            ["x"] = samples,
            ["s"] = Tensor.Of(Shape.Scalar, -3f),
        };
        var (theirs, ours) = (old.Run(given)[0].Span.ToArray(), now.Run(given)[0].Span.ToArray());
        Assert.All(theirs.Zip(ours), pair => Assert.InRange(Math.Abs(pair.Item1 - pair.Item2), 0, 1));
        Assert.NotEqual(old.Predict(samples).Span.ToArray(), theirs);
        var summary = OnnxSummary.Load(folder["written.onnx"]).OrThrow();
        Assert.Equal(["x", "s", "given"], summary.Inputs.Select(input => input.Name), StringComparer.Ordinal);
        Assert.Equal(["given", "s"], summary.Defaults.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    // NonZero gives as many places as the data have; such a graph cannot be written anew, but its nodes are those of other opsets too.
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(21)]
    public void Shapes_that_depend_on_data_are_no_hindrance_to_another_opset(int opset)
    {
        var model = Graphs.Of(
            Files.Node("Relu", "r", "x"),
            Files.Node("NonZero", "places", "r"),
            Files.Node("Cast", "y", "places").Int("to", (long)TensorProto.Types.DataType.Float)
        );
        model.Graph.Output[0] = new ValueInfoProto { Name = "y" };
        Assert.Equal(
            0,
            folder.With(model).Convert(new() { Opset = opset, Samples = samples }).OrThrow().LargestDifference
        );
        var written = folder.Written();
        Assert.Equal(opset, written.OpsetImport.Single().Version);
        Assert.Equal(
            ["Relu", "NonZero", "Cast"],
            written.Graph.Node.Select(node => node.OpType),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Nodes_that_mean_something_else_in_another_opset_do_not_stand_as_they_are()
    {
        var model = Graphs.Of(
            Files.Node("Softmax", "s", "x"),
            Files.Node("NonZero", "places", "s"),
            Files.Node("Cast", "y", "places").Int("to", (long)TensorProto.Types.DataType.Float)
        );
        model.Graph.Output[0] = new ValueInfoProto { Name = "y" };
        folder
            .With(model)
            .Convert(new() { Opset = 12, Samples = samples })
            .ErrorOf()
            .Says("NonZero", "Softmax of opset 13");
        Assert.False(File.Exists(folder["written.onnx"]));
    }

    private static TensorProto Stored(GraphProto graph, string name) =>
        graph.Initializer.Single(tensor => tensor.Name == name);

    private static ValueInfoProto InputOf(TensorProto tensor)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(tensor.Dims.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim }));
        return new()
        {
            Name = tensor.Name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape },
            },
        };
    }

    [Theory]
    [InlineData(float.NaN, "static", "goes from NaN")]
    [InlineData(float.PositiveInfinity, "static", "Infinity")]
    public void What_has_no_range_is_an_error(float value, string how, string words)
    {
        var model = Graphs.All["chain"]();
        model.Graph.Initializer.Single(tensor => tensor.Name == "w").FloatData[9] = value;
        folder.With(model).Rewrite(how, samples).ErrorOf().Says(words, "'h'");
    }

    [Theory]
    [InlineData("dynamic")]
    [InlineData("static")]
    public void A_weight_that_is_not_finite_is_left_as_it_is(string how)
    {
        var model = Graphs.Of(
            Files.Node("MatMul", "h", "x", "w"),
            Files.Node("MatMul", "dead", "x", "infinite"),
            Files.Node("Max", "limited", "dead", "zero"),
            Files.Node("Min", "between", "limited", "one"),
            Files.Node("Add", "y", "h", "between")
        );
        var infinite = Graphs.Weight("infinite");
        infinite.FloatData[9] = float.PositiveInfinity;
        model.With(infinite, Files.Floats("zero", [], 0), Files.Floats("one", [], 1));
        var report = folder.With(model).Rewrite(how, samples).OrThrow();
        Assert.InRange(report.LargestDifference, 1e-6, 0.1);
        Assert.Contains(folder.Written().Graph.Initializer, tensor => tensor.Name == "infinite");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-45f)]
    [InlineData(1e-40f)]
    [InlineData(1e30f)]
    public void Weights_of_any_size_have_a_scale(float size)
    {
        foreach (var how in (string[])["dynamic", "static"])
        {
            var model = Graphs.Of(Files.Node("MatMul", "y", "x", "w"));
            var data = model.Graph.Initializer.Single(tensor => tensor.Name == "w").FloatData;
            for (var i = 0; i < data.Count; i++)
            {
                data[i] *= size;
            }

            var report = folder.With(model).Rewrite(how, samples).OrThrow();
            Assert.InRange(report.LargestDifference, 0, Math.Max(0.1 * size, 1e-37));
        }
    }

    [Fact]
    public void Models_of_several_inputs_of_none_and_of_scalars_are_compared_too()
    {
        var two = Graphs.Of(
            Files.Node("Mul", "h", "x", "s"),
            Files.Node("MatMul", "g", "h", "w"),
            Files.Node("Add", "y", "g", "other")
        );
        two.Graph.Input.Add(Files.Info("other", "n", 8));
        var scalar = Files.Info("s", "n");
        scalar.Type.TensorType.Shape.Dim.Clear();
        two.Graph.Input.Add(scalar);
        var none = Graphs.Of(Files.Node("Identity", "v", "w"), Files.Node("MatMul", "y", "v", "w"));
        none.Graph.Input.Clear();
        none.Graph.Output[0] = Files.Info("y", "eight", 8);
        foreach (var model in (ModelProto[])[two, none])
        {
            Assert.InRange(folder.With(model).Rewrite("dynamic", null).OrThrow().LargestDifference, 1e-6, 0.1);
            Assert.Equal(0, folder.Convert(new() { Opset = 14 }).OrThrow().LargestDifference);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Convolutions_of_any_number_of_axes_have_a_computed_bias(int axes)
    {
        long[] kernel = [.. Enumerable.Repeat(3L, axes)];
        var weight = Files.Floats(
            "w",
            [4, 2, .. kernel],
            [.. Samples.Normal<float>(new(8 * (int)Math.Pow(3, axes)), 3).Span.ToArray()]
        );
        var model = Files
            .Of(Files.Node("Add", "sum", "b", "b"), Files.Node("Conv", "y", "x", "w", "sum"))
            .With(weight, Files.Floats("b", [4], 30, -20, 10, 5));
        model.Graph.Input[0] = Files.Info("x", "n", [2, .. Enumerable.Repeat(6L, axes)]);
        model.Graph.Output[0] = Files.Info("y", "n", [4, .. Enumerable.Repeat(4L, axes)]);
        var x = Samples.Normal<float>(new([3, 2, .. Enumerable.Repeat(6, axes)]), 1);
        foreach (var how in (string[])["dynamic", "static"])
        {
            Assert.InRange(folder.With(model).Rewrite(how, x).OrThrow().LargestDifference, 1e-6, 0.7);
        }
    }

    [Theory]
    [MemberData(nameof(Rewritings))]
    public void What_is_no_model_is_one_line(string how)
    {
        File.WriteAllText(folder["model.onnx"], "hello");
        OneLine("model.onnx");
        File.WriteAllBytes(folder["model.onnx"], []);
        OneLine("model.onnx");
        var broken = Graphs.All["chain"]();
        broken.Graph.Initializer.Single(tensor => tensor.Name == "w").FloatData.RemoveAt(0);
        folder.With(broken);
        OneLine("model.onnx");
        var elsewhere = Graphs.All["chain"]();
        var weight = elsewhere.Graph.Initializer.Single(tensor => tensor.Name == "w");
        weight.FloatData.Clear();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../other.bin" });
        folder.With(elsewhere);
        OneLine("model.onnx");
        folder.With(Graphs.Of(Files.Node("Relu", "y", "x")));
        if (how is "dynamic" or "static")
        {
            OneLine("nothing to quantize");
        }

        Assert.False(File.Exists(folder["written.onnx"]));

        void OneLine(string part)
        {
            var error = folder.Rewrite(how, samples).ErrorOf();
            Assert.Contains(part, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Casts_of_bfloat16_need_an_opset_that_has_them()
    {
        var model = Graphs.Of(Files.Node("MatMul", "y", "x", "w"));
        model.OpsetImport[0].Version = 12;
        folder.With(model).Rewrite("bfloat16", samples).ErrorOf().Says("opset 12", "13", "float16");
        Assert.InRange(
            folder.Convert(new() { Opset = 13, Precision = Precision.BFloat16 }).OrThrow().LargestDifference,
            1e-6,
            0.1
        );
    }
}
