using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed class InspectTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_of_ours_tells_all_about_itself()
    {
        var output = (await Tool.Run(folder.Path, "inspect", trained.Model)).Succeeded().Output;
        Says(
            output,
            @"^file +\S+digits\.onnx, [\d,]+ bytes *$",
            @"^format +IR version 10, ai\.onnx opset 21 *$",
            @"^producer +FunctionalNet \d+\.\d+\.\d+ *$",
            @"^about +Handwritten digits: ",
            @"^input +pixels: float \[batch, 64\] *$",
            @"^output +probabilities: float \[batch, 10\] *$",
            @"^labels +\[""0"",.*""9""\] *$",
            @"^recipe +Dense\(256\) >> .*AdamW|^recipe +Dense\(256\) >> .*ScaleByAdam",
            @"^ *\d+ nodes *$",
            @"^ *\d+ +0/MatMul +MatMul +normalization/Div, 0/weight +0/MatMul: float \[batch, 256\] *$",
            @"^ *6 initializers, 19,212 numbers *$",
            @"^ *0/weight +float \[64, 256\] +16,384 +parameter *$"
        );
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task A_strangers_model_is_shown_whatever_its_operators_are()
    {
        var model = new ModelProto
        {
            IrVersion = 3,
            Graph = new GraphProto(),
            DocString = "[red]not markup[/]",
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 7 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 2 });
        model.Graph.Input.Add(
            new ValueInfoProto
            {
                Name = "x",
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto() },
                },
            }
        );
        var node = new NodeProto
        {
            OpType = "Frobnicate",
            Domain = "com.example",
            Name = "the node",
        };
        node.Input.AddRange(["x", string.Empty]);
        node.Output.Add("y");
        model.Graph.Node.Add(node);
        File.WriteAllBytes(folder["foreign.onnx"], model.ToByteArray());

        var output = (await Tool.Run(folder.Path, "inspect", "foreign.onnx")).Succeeded().Output;

        Says(
            output,
            @"^file +foreign\.onnx, \d+ bytes *$",
            @"^format +IR version 3, ai\.onnx opset 7, com\.example opset 2 *$",
            @"^about +\[red\]not markup\[/\] *$",
            @"^ *1 nodes *$",
            @"^ *1 +the node +\S*Frobnicate +x, +y: \?",
            @"^ *0 initializers, 0 numbers *$",
            @"^Not read by FunctionalNet: .*com\.example"
        );
    }

    [Fact]
    public async Task Names_are_shortened_and_control_no_terminal()
    {
        var model = new ModelProto { IrVersion = 8, Graph = new GraphProto() };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        var node = new NodeProto { OpType = $"\u001b[31mEvil{new string('x', 5_000)}", Name = "\u001b]0;title\a" };
        node.Output.Add("y");
        model.Graph.Node.Add(node);
        File.WriteAllBytes(folder["evil.onnx"], model.ToByteArray());

        var ended = await Tool.Run(folder.Path, "inspect", "evil.onnx");
        Assert.DoesNotContain('\u001b', ended.Output + ended.Error);
        Assert.Contains("u001B[31mEvil", ended.Output.ReplaceLineEndings(string.Empty), StringComparison.Ordinal);
        Assert.InRange(ended.Output.Count(one => one == 'x'), 100, 2_000);
    }

    [Fact]
    public async Task A_broken_file_is_shown_as_far_as_it_goes_and_what_is_wrong_is_told()
    {
        File.WriteAllBytes(folder["truncated.onnx"], File.ReadAllBytes(trained.Model)[..1_000]);
        var truncated = await Tool.Run(folder.Path, "inspect", "truncated.onnx");
        truncated.Complained("truncated.onnx is not an ONNX file, or is cut off");
        Says(
            truncated.Output,
            @"^file +truncated\.onnx, 1,000 bytes *$",
            @"^producer +FunctionalNet ",
            @"^ *\d+ nodes *$"
        );

        File.WriteAllBytes(folder["empty.onnx"], []);
        var empty = await Tool.Run(folder.Path, "inspect", "empty.onnx");
        empty.Complained("empty.onnx is empty");
        Says(empty.Output, @"^file +empty\.onnx, 0 bytes *$");

        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(trained.Model));
        var first = model.Graph.Node.First(node => node.OpType == "MatMul");
        first.Attribute.Add(
            new AttributeProto
            {
                Name = "transB",
                Type = AttributeProto.Types.AttributeType.Int,
                I = 1,
            }
        );
        File.WriteAllBytes(folder["wrong.onnx"], model.ToByteArray());
        var wrong = await Tool.Run(folder.Path, "inspect", "wrong.onnx");
        wrong.Complained("wrong.onnx", $"'{first.Name}' (MatMul)", "'transB'", "unknown");
        Says(wrong.Output, @"^ *\d+ +0/MatMul +MatMul +", @"^ *6 initializers, 19,212 numbers *$");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        (await Tool.Run(folder.Path, "inspect", "missing.onnx")).Failed("there is no file missing.onnx");
        (await Tool.Run(folder.Path, "inspect", folder.Path)).Failed("is a folder, not a file");
    }

    private static void Says(string output, params IEnumerable<string> lines) =>
        Assert.All(lines, line => Assert.Matches($"(?m){line}", output));
}
