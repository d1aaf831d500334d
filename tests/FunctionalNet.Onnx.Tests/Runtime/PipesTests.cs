using System.Diagnostics;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Onnx.Tests.Runtime;

/// <summary>A model or its tensors in a pipe or a device is an error, because a pipe may never begin and a device never end.</summary>
public sealed class PipesTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("fnet").FullName;

    public static TheoryData<string> Readers => ["import", "summary", "predictor"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_model_in_a_pipe_or_a_device_is_refused(string reader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo");
        await Pipe("model.onnx");
        File.CreateSymbolicLink(In("zeros.onnx"), "/dev/zero");
        await Refused(reader, In("model.onnx"), "model.onnx", "no regular file");
        await Refused(reader, In("zeros.onnx"), "zeros.onnx", "no regular file");
    }

    [Theory]
    [InlineData("import", false)]
    [InlineData("predictor", false)]
    [InlineData("predictor", true)]
    public async Task Tensors_in_a_pipe_are_refused(string reader, bool isInner)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo");
        await Pipe("weights");
        var weights = new TensorProto
        {
            Name = "w",
            DataType = (int)TensorProto.Types.DataType.Float,
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        weights.Dims.Add(4);
        Entry("location", "weights");
        Entry("length", "16");
        using (var file = File.Create(In("model.onnx")))
        {
            Model(weights, isInner).WriteTo(file);
        }

        await Refused(reader, In("model.onnx"), "weights", "no regular file");

        void Entry(string key, string value) =>
            weights.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static ModelProto Model(TensorProto weights, bool isInner)
    {
        var model = new ModelProto
        {
            IrVersion = 10,
            Graph = new GraphProto { Name = "g" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 21 });
        model.Graph.Output.Add(Value("y"));
        if (!isInner)
        {
            model.Graph.Initializer.Add(weights);
            model.Graph.Input.Add(Value("x"));
            var add = new NodeProto { OpType = "Add" };
            add.Input.Add(["x", "w"]);
            add.Output.Add("y");
            model.Graph.Node.Add(add);
            return model;
        }

        // A constant in a subgraph of a branch.
        var condition = Value("x");
        condition.Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Bool;
        condition.Type.TensorType.Shape = new TensorShapeProto();
        model.Graph.Input.Add(condition);
        var choice = new NodeProto { OpType = "If" };
        choice.Input.Add("x");
        choice.Output.Add("y");
        foreach (var name in new[] { "then_branch", "else_branch" })
        {
            var branch = new GraphProto { Name = name };
            var constant = new NodeProto { OpType = "Constant" };
            constant.Output.Add($"{name}_y");
            constant.Attribute.Add(
                new AttributeProto
                {
                    Name = "value",
                    Type = AttributeProto.Types.AttributeType.Tensor,
                    T = weights,
                }
            );
            branch.Node.Add(constant);
            branch.Output.Add(Value($"{name}_y"));
            choice.Attribute.Add(
                new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Graph,
                    G = branch,
                }
            );
        }

        model.Graph.Node.Add(choice);
        return model;
    }

    private static ValueInfoProto Value(string name)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 4 });
        return new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }

    private static async Task Refused(string reader, string path, params string[] words)
    {
        var error = await Task.Run(() =>
                reader switch
                {
                    "import" => OnnxModel.Load(path).Match(_ => string.Empty, error => error.Message),
                    "summary" => OnnxSummary.Load(path).Match(_ => string.Empty, error => error.Message),
                    _ => OnnxPredictor.Load(path).Match(_ => string.Empty, error => error.Message),
                }
            )
            .WaitAsync(Soon, TestContext.Current.CancellationToken)
            .ConfigureAwait(false);
        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
    }

    private string In(string name) => Path.Combine(folder, name);

    private Task Pipe(string name) =>
        Process.Start("mkfifo", In(name)).WaitForExitAsync(TestContext.Current.CancellationToken);
}
