using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>A conversion to another opset preserves names, types and every number.</summary>
public sealed class ConvertedTypesTests : IDisposable
{
    private readonly FileInFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Float")]
    [InlineData("Double")]
    [InlineData("Float16")]
    [InlineData("Int8")]
    [InlineData("Int16")]
    [InlineData("Int32")]
    [InlineData("Int64")]
    [InlineData("Uint8")]
    [InlineData("Uint16")]
    [InlineData("Uint32")]
    [InlineData("Bool")]
    public void Inputs_and_outputs_keep_their_types(string name)
    {
        var type = Enum.Parse<DataType>(name);
        var model = Files.Of(
            Files.Node("Concat", "y", "x", "x").Int("axis", 1),
            Named(Files.Node("Cast", "z", "y").Int("to", (long)DataType.Float), "cast")
        );
        model.Graph.Output[0] = Info("y", type, 4);
        model.Graph.Input[0] = Info("x", type, 2);
        model.Graph.Output.Add(Info("z", DataType.Float, 4));
        model.Graph.Output.Add(Info("x", type, 2));
        var stored = new TensorProto
        {
            Name = "w",
            DataType = (int)type,
            Dims = { 1, 2 },
        };
        stored.RawData = Google.Protobuf.ByteString.CopyFrom(new byte[2 * Size(name)]);
        model.With(stored).Graph.Output.Add(Info("w", type, 2));
        foreach (var opset in (int[])[13, 21])
        {
            Assert.Equal(0, folder.With(model).Convert(new() { Opset = opset }).OrThrow().LargestDifference);
            var written = folder.Written().Graph;
            Assert.Equal(Types(model.Graph), Types(written));
        }

        static int Size(string type) =>
            type switch
            {
                "Double" => 8,
                "Float" => 4,
                "Bool" => 1,
                _ => int.Parse(
                    new string([.. type.Where(char.IsDigit)]),
                    System.Globalization.CultureInfo.InvariantCulture
                ) / 8,
            };

        static (string, int)[] Types(GraphProto graph) =>
            [.. graph.Input.Concat(graph.Output).Select(value => (value.Name, value.Type.TensorType.ElemType))];
    }

    [Fact]
    public void A_model_in_double_is_computed_in_double()
    {
        var model = Files
            .Of(Files.Node("Add", "y", "x", "w"))
            .With(
                new TensorProto
                {
                    Name = "w",
                    DataType = (int)DataType.Double,
                    Dims = { 1, 2 },
                    DoubleData = { 1e-12, -1e-12 },
                }
            );
        model.Graph.Input[0] = Info("x", DataType.Double, 2);
        model.Graph.Output[0] = Info("y", DataType.Double, 2);
        Assert.Equal(0, folder.With(model).Convert(new() { Opset = 14 }).OrThrow().LargestDifference);
        Assert.Equal((int)DataType.Double, Assert.Single(folder.Written().Graph.Initializer).DataType);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(22)]
    [InlineData(26)]
    public void The_largest_whole_number_survives(int opset)
    {
        long[] numbers = [long.MaxValue, long.MinValue, 16_777_217, (1L << 53) - 1];
        var model = Files
            .Of(
                Files.Node("Slice", "tail", "x", "from", "to", "axis"),
                Named(Files.Node("Slice", "y", "tail", "last", "before", "axis", "back"), "second"),
                Files.Node("Identity", "z", "numbers")
            )
            .With(
                Files.Longs("from", 1),
                Files.Longs("to", long.MaxValue),
                Files.Longs("axis", 1),
                Files.Longs("last", -1),
                Files.Longs("before", long.MinValue),
                Files.Longs("back", -1),
                Files.Longs("numbers", numbers)
            );
        model.Graph.Input[0] = Info("x", DataType.Float, 4);
        model.Graph.Output[0] = Info("y", DataType.Float, 3);
        model.Graph.Output.Add(Whole("z", 4));
        model.Graph.Output.Add(Whole("numbers", 4));
        Assert.Equal(0, folder.With(model).Convert(new() { Opset = opset }).OrThrow().LargestDifference);
        var written = folder.Written().Graph;
        Assert.Contains(
            written.Initializer,
            tensor =>
                tensor.DataType == (int)DataType.Int64
                && Google.Protobuf.ByteString.CopyFrom(
                    System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(numbers)
                ) == tensor.RawData
        );
    }

    [Fact]
    public void A_whole_number_that_cannot_be_kept_is_an_error()
    {
        var model = Files.Of(Files.Node("Add", "y", "x", "k")).With(Files.Longs("k", (1L << 53) + 1));
        model.Graph.Input[0] = Info("x", DataType.Int64, 1);
        model.Graph.Output[0] = Info("y", DataType.Int64, 1);
        folder.With(model).Convert(new() { Opset = 14 }).ErrorOf().Says("2⁵³");
    }

    [Fact]
    public void A_weight_may_have_the_name_that_a_cast_would_get()
    {
        var x = Expr.Input("x", new(Dim.Named("n"), 8));
        Expr Weight(string name) =>
            new(new Variable(VariableKind.Parameter, name, new TensorType(new Shape(8)), new Zeros()));
        var (w, other) = (Weight("w"), Weight("w/float32"));
        var values = new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
        {
            ["w"] = Samples.Normal<float>(new(8), 1),
            ["w/float32"] = Samples.Normal<float>(new(8), 2),
        };
        var file = new Graph([x, w, other], [(x * w) + other]).ToOnnx(values, new() { Precision = Precision.Float16 });
        using var predictor = OnnxPredictor.Load(file).OrThrow();
        var y = predictor.Predict(Tensor.Of(new(1, 8), [.. Enumerable.Repeat(1f, 8)]));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(values["w"].Span[i] + values["w/float32"].Span[i], y.Span[i], 2e-3f);
        }
    }

    [Theory]
    [InlineData("Pow", 11, "Pow in this form needs opset 12")]
    [InlineData("Max", 11, "Max in this form needs opset 12")]
    [InlineData("Min", 11, "Min in this form needs opset 12")]
    [InlineData("Pow", 12, null)]
    [InlineData("Max", 12, null)]
    [InlineData("Mul", 11, null)]
    public void What_whole_numbers_an_older_form_takes_is_known(string op, int opset, string? error)
    {
        var model = Files.Of(Files.Node(op, "y", "x", "k")).With(Files.Longs("k", 3));
        model.Graph.Input[0] = Info("x", DataType.Int64, 2);
        model.Graph.Output[0] = Info("y", DataType.Int64, 2);
        var result = folder.With(model).Convert(new() { Opset = opset });
        if (error is null)
        {
            Assert.Equal(0, result.OrThrow().LargestDifference);
        }
        else
        {
            result.ErrorOf().Says(error);
            Assert.False(File.Exists(folder["written.onnx"]));
        }
    }

    private static NodeProto Named(NodeProto node, string name)
    {
        node.Name = name;
        return node;
    }

    private static ValueInfoProto Info(string name, DataType type, long width)
    {
        var info = Files.Info(name, "n", width);
        info.Type.TensorType.ElemType = (int)type;
        return info;
    }

    private static ValueInfoProto Whole(string name, long length)
    {
        var info = Info(name, DataType.Int64, length);
        info.Type.TensorType.Shape.Dim.RemoveAt(0);
        return info;
    }
}
