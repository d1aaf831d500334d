using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The commands for ONNX's backend tests and for gradients.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly string Recorded = Path.Combine(
        Repository.Root,
        "tests",
        "FunctionalNet.Conformance",
        "PyTorch"
    );

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("functionalnet")]
    [InlineData("onnxruntime")]
    public async Task A_folder_of_tests_ends_with_the_counts(string engine)
    {
        Test("all/mlp", "mlp");
        Test("all/wrong", "mlp", output: "gru");

        var run = await Tool.Run(folder.Path, "verify", "all", "--engine", engine);

        Assert.Equal(1, run.ExitCode);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("FAIL all/wrong: output 'y': its shape is", lines[0], StringComparison.Ordinal);
        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[1]);

        var good = (await Tool.Run(folder.Path, "verify", "all/mlp", "--engine", engine, "--rtol", "1e-9")).Succeeded();
        Assert.Equal("1 passed, 0 failed, 0 skipped\n", good.Output);
    }

    [Theory]
    [InlineData("Div", TensorProto.Types.DataType.Int32, int.MinValue, -1, "of -2147483648 by -1 in int32")]
    [InlineData("Mod", TensorProto.Types.DataType.Int64, long.MinValue, -1, "of -9223372036854775808 by -1 in int64")]
    [InlineData("Div", TensorProto.Types.DataType.Int8, 5, 0, "by zero in int8")]
    [InlineData("Div", TensorProto.Types.DataType.Int32, 7, -1, "")]
    public async Task A_division_without_a_result_ends_no_process(
        string op,
        TensorProto.Types.DataType type,
        double left,
        double right,
        string says
    )
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = new() { Name = "division" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.Graph.Node.Add(Node("Neg", ["a"], "b"));
        model.Graph.Node.Add(Node("Neg", ["b"], "c"));
        model.Graph.Node.Add(Node(op, ["c", "d"], "y"));
        Directory.CreateDirectory(folder["one/test_data_set_0"]);
        foreach (
            var (name, file, number) in ((string, string, double)[])
                [("a", "input_0", left), ("d", "input_1", right), ("y", "output_0", left / right)]
        )
        {
            var value = new ValueInfoProto
            {
                Name = name,
                Type = new()
                {
                    TensorType = new() { ElemType = (int)type, Shape = new() },
                },
            };
            value.Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
            (name == "y" ? model.Graph.Output : model.Graph.Input).Add(value);
            var tensor = new TensorProto { DataType = (int)type, Name = name };
            tensor.Dims.Add(1);
            if (type == TensorProto.Types.DataType.Int64)
            {
                tensor.Int64Data.Add(double.IsFinite(number) ? (long)number : 0);
            }
            else
            {
                tensor.Int32Data.Add(
                    double.IsFinite(number) && Math.Abs(number) < int.MaxValue + 2.0 ? (int)number : 0
                );
            }

            await File.WriteAllBytesAsync(
                folder[$"one/test_data_set_0/{file}.pb"],
                tensor.ToByteArray(),
                TestContext.Current.CancellationToken
            );
        }

        await File.WriteAllBytesAsync(
            folder["one/model.onnx"],
            model.ToByteArray(),
            TestContext.Current.CancellationToken
        );
        var run = (await Tool.Run(folder.Path, "verify", "one", "--engine", "onnxruntime")).Succeeded();
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.StartsWith(says.Length > 0 ? "SKIP one: node" : "1 passed", run.Output, StringComparison.Ordinal);

        static NodeProto Node(string op, IEnumerable<string> from, string to)
        {
            var node = new NodeProto { OpType = op };
            node.Input.AddRange(from);
            node.Output.Add(to);
            return node;
        }
    }

    [Fact]
    public async Task What_is_declared_unsupported_is_skipped()
    {
        Test("one", "mlp");
        var path = folder["one/model.onnx"];
        var bytes = File.ReadAllBytes(path);
        for (var place = 0; place >= 0; place = bytes.AsSpan().IndexOf("Tanh"u8))
        {
            "Tank"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("Tanh"u8)));
        }

        File.WriteAllBytes(path, bytes);

        var run = (await Tool.Run(folder.Path, "verify", "one", "--precision", "double")).Succeeded();

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("SKIP one: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("(Tank)", lines[0], StringComparison.Ordinal);
        Assert.Equal("0 passed, 0 failed, 1 skipped", lines[1]);
    }

    [Theory]
    [InlineData("functionalnet")]
    [InlineData("onnxruntime")]
    public async Task Integers_that_no_number_here_holds_are_skipped_and_the_rest_runs(string engine)
    {
        // 2⁵³ + 1 is not representable in double.
        var graph = new GraphProto();
        var node = new NodeProto { OpType = "Add" };
        node.Input.AddRange(["a", "b"]);
        node.Output.Add("y");
        graph.Node.Add(node);
        graph.Input.AddRange([Scalar("a"), Scalar("b")]);
        graph.Output.Add(Scalar("y"));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        Directory.CreateDirectory(folder["all/add/test_data_set_0"]);
        File.WriteAllBytes(folder["all/add/model.onnx"], model.ToByteArray());
        Write("input_0", 1L << 53);
        Write("input_1", 1);
        Write("output_0", (1L << 53) + 1);
        Test("all/mlp", "mlp");

        var run = (await Tool.Run(folder.Path, "verify", "all", "--engine", engine)).Succeeded();
        Assert.StartsWith("SKIP all/add: whole numbers: ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 0 failed, 1 skipped\n", run.Output, StringComparison.Ordinal);

        void Write(string name, long value)
        {
            var tensor = new TensorProto { DataType = (int)TensorProto.Types.DataType.Int64 };
            tensor.Int64Data.Add(value);
            File.WriteAllBytes(folder[$"all/add/test_data_set_0/{name}.pb"], tensor.ToByteArray());
        }

        static ValueInfoProto Scalar(string name) =>
            new()
            {
                Name = name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor
                    {
                        ElemType = (int)TensorProto.Types.DataType.Int64,
                        Shape = new TensorShapeProto(),
                    },
                },
            };
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error() =>
        (await Tool.Run(folder.Path, "verify", "nothing")).Failed("nothing");

    [Fact]
    public async Task Gradients_go_from_files_to_files()
    {
        var model = Path.Combine(Recorded, "lstm", "opset17.onnx");
        var data = Path.Combine(Recorded, "lstm", "data");
        (
            await Tool.Run(folder.Path, "grad", model, "--inputs", data, "--out", "new/out", "--precision", "double")
        ).Succeeded();
        Assert.Equal(
            [
                "grad_input_x.pb",
                "grad_param_cell.bias_hh_l0.pb",
                "grad_param_cell.bias_ih_l0.pb",
                "grad_param_cell.weight_hh_l0.pb",
                "grad_param_cell.weight_ih_l0.pb",
                "grad_param_head.bias.pb",
                "grad_param_head.weight.pb",
                "output_0.pb",
            ],
            Directory.GetFiles(folder["new/out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

        (await Tool.Run(folder.Path, "grad", model, "--inputs", folder.Path, "--out", "none")).Failed("1 inputs", "0");
    }

    [Fact]
    public async Task Gradients_of_a_model_are_checked()
    {
        var model = Path.Combine(Recorded, "mlp", "free.onnx");
        var run = (await Tool.Run(folder.Path, "gradcheck", model, "--seeds", "2")).Succeeded();
        Assert.Contains("the gradient agrees", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 samples", run.Output, StringComparison.Ordinal);
        Assert.Contains("differentiated again too", run.Output, StringComparison.Ordinal);
        run = (await Tool.Run(folder.Path, "gradcheck", model, "--seeds", "2", "--order", "1")).Succeeded();
        Assert.DoesNotContain("differentiated again", run.Output, StringComparison.Ordinal);
        (await Tool.Run(folder.Path, "gradcheck", model, "--order", "3")).Failed("--order");
    }

    private void Test(string name, string model, string? output = null)
    {
        var data = Path.Combine(folder[name], "test_data_set_0");
        Directory.CreateDirectory(data);
        File.Copy(Path.Combine(Recorded, model, "opset17.onnx"), Path.Combine(folder[name], "model.onnx"));
        File.Copy(Path.Combine(Recorded, model, "data", "input_0.pb"), Path.Combine(data, "input_0.pb"));
        File.Copy(Path.Combine(Recorded, output ?? model, "data", "output_0.pb"), Path.Combine(data, "output_0.pb"));
    }
}
