using Google.Protobuf;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Files that a command judges and finds wrong, and files that keep it busy for ever.</summary>
internal static class JudgedFiles
{
    /// <summary>A test whose recorded output is not what its model gives.</summary>
    public static string WrongOutput(Folder folder)
    {
        var x = Expr.Input("x", new(2));
        Test(folder["wrong"], new Graph([x], [x * 2]).ToOnnx(), [1, 2]);
        return folder["wrong"];
    }

    /// <summary>y = factor · x.</summary>
    public static string Scaled(Folder folder, double factor)
    {
        var x = Expr.Input("x", new(Dim.Named("n"), 2));
        return Written(folder, $"times-{factor}.onnx", new Graph([x], [x * factor]));
    }

    /// <summary>Operators that older opsets lack, so that they say them in others, which round otherwise.</summary>
    public static string Lowered(Folder folder)
    {
        var model = Model.Init<float>(
            Dense(64) >> Gelu(approximate: true) >> GroupNorm(8) >> HardSwish() >> Mish(),
            input: new(8),
            key: 1
        );
        File.WriteAllBytes(folder["lowered.onnx"], model.ToOnnx());
        return folder["lowered.onnx"];
    }

    /// <summary>The logarithm of a product with a small weight, which is 0 in 8 bits, and samples that meet it alone.</summary>
    public static (string Model, string Data) Vanishing(Folder folder)
    {
        var (x, w) = (Expr.Input("x", new(Dim.Named("n"), 2)), Expr.Input("w", new(2, 1)));
        var values = new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
        {
            ["w"] = Tensor.Of<float>(new(2, 1), 1, 1e-6f),
        };
        File.WriteAllBytes(folder["vanishing.onnx"], new Graph([x, w], [x.MatMul(w).Log()]).ToOnnx(values));
        return (folder["vanishing.onnx"], folder[folder.Write("unit.csv", "a,b\n1,0\n0,1\n")]);
    }

    /// <summary>log(-1 - x²), whose gradient nobody can judge.</summary>
    public static string NotFinite(Folder folder)
    {
        var x = Expr.Input("x", new(3));
        return Written(folder, "nowhere-finite.onnx", new Graph([x], [(-1 - (x * x)).Log()]));
    }

    /// <summary>A model of which each run takes a while.</summary>
    public static string Wide(Folder folder)
    {
        var model = Model.Init<float>(Dense(1024) >> Dense(1024), input: new(1024), key: 1);
        File.WriteAllBytes(folder["wide.onnx"], model.ToOnnx());
        return folder["wide.onnx"];
    }

    /// <summary>A model of [n, 2] that goes round a loop for ever in ONNX Runtime.</summary>
    public static string Endless(Folder folder)
    {
        File.WriteAllBytes(folder["endless.onnx"], EndlessModel().ToByteArray());
        return folder["endless.onnx"];
    }

    /// <summary>A test of it.</summary>
    public static string EndlessTest(Folder folder)
    {
        Test(folder["endless"], EndlessModel().ToByteArray(), [1, 2]);
        return folder["endless"];
    }

    private static string Written(Folder folder, string name, Graph graph)
    {
        File.WriteAllBytes(folder[name], graph.ToOnnx());
        return folder[name];
    }

    private static void Test(string folder, byte[] model, float[] values)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "test_data_set_0")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        var shape = ModelProto.Parser.ParseFrom(model).Graph.Input[0].Type.TensorType.Shape;
        var tensor = new TensorProto { DataType = (int)TensorProto.Types.DataType.Float, FloatData = { values } };
        tensor.Dims.AddRange(shape.Dim.Select(dim => dim.DimValue > 0 ? dim.DimValue : 1));
        File.WriteAllBytes(Path.Combine(data, "input_0.pb"), tensor.ToByteArray());
        File.WriteAllBytes(Path.Combine(data, "output_0.pb"), tensor.ToByteArray());
    }

    private static ModelProto EndlessModel()
    {
        var body = new GraphProto { Name = "body" };
        body.Input.Add([Value("i", TensorProto.Types.DataType.Int64), Value("go", TensorProto.Types.DataType.Bool)]);
        body.Input.Add(Rows("before"));
        body.Node.Add([Node("Identity", "on", "go"), Node("Identity", "after", "before")]);
        body.Output.Add([Value("on", TensorProto.Types.DataType.Bool), Rows("after")]);
        var loop = Node("Loop", "y", "rounds", "true", "x");
        loop.Attribute.Add(
            new AttributeProto
            {
                Name = "body",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = body,
            }
        );
        var graph = new GraphProto { Name = "endless" };
        graph.Input.Add(Rows("x"));
        graph.Output.Add(Rows("z"));
        graph.Initializer.Add([
            new TensorProto
            {
                Name = "rounds",
                DataType = (int)TensorProto.Types.DataType.Int64,
                Int64Data = { long.MaxValue },
            },
            new TensorProto
            {
                Name = "true",
                DataType = (int)TensorProto.Types.DataType.Bool,
                Int32Data = { 1 },
            },
            new TensorProto
            {
                Name = "w",
                Dims = { 2, 2 },
                DataType = (int)TensorProto.Types.DataType.Float,
                FloatData = { 1, 0, 0, 1 },
            },
        ]);
        graph.Node.Add([loop, Node("MatMul", "z", "y", "w")]);
        return new ModelProto
        {
            IrVersion = 9,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 19 } },
        };
    }

    private static NodeProto Node(string type, string output, params string[] inputs) =>
        new()
        {
            OpType = type,
            Input = { inputs },
            Output = { output },
        };

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type) =>
        new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new() { ElemType = (int)type, Shape = new() },
            },
        };

    private static ValueInfoProto Rows(string name)
    {
        var value = Value(name, TensorProto.Types.DataType.Float);
        value.Type.TensorType.Shape.Dim.Add([
            new TensorShapeProto.Types.Dimension { DimParam = "n" },
            new TensorShapeProto.Types.Dimension { DimValue = 2 },
        ]);
        return value;
    }
}
