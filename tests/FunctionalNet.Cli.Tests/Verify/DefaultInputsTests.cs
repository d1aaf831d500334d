using FunctionalNet.Cli.Verify;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Cli.Tests.Verify;

/// <summary>Inputs with a default, in both engines of <c>fnet verify</c>.</summary>
public sealed class DefaultInputsTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    // In version 3 of the format every initializer is an input, and is never given.
    [Theory]
    [InlineData(true, 8, 3)]
    [InlineData(false, 8, 3)]
    [InlineData(true, 8, null)]
    [InlineData(false, 8, null)]
    [InlineData(true, 3, null)]
    [InlineData(false, 3, null)]
    public void A_given_value_stands_for_the_default(bool isOwn, int version, int? given)
    {
        var node = new NodeProto { OpType = "Mul" };
        node.Input.AddRange(["x", "s"]);
        node.Output.Add("y");
        var graph = new GraphProto { Name = "graph" };
        graph.Node.Add(node);
        graph.Input.AddRange([Scalar("x"), Scalar("s")]);
        graph.Output.Add(Scalar("y"));
        graph.Initializer.Add(Of(2, "s"));
        var model = new ModelProto { IrVersion = version, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 8 });
        Directory.CreateDirectory(folder["test_data_set_0"]);
        File.WriteAllBytes(folder["model.onnx"], model.ToByteArray());
        Write("input_0", 5);
        if (given is { } value)
        {
            Write("input_1", value);
        }

        Write("output_0", 5 * (given ?? 2));
        var verdict = new Verifier(isOwn ? Engine.Own : Engine.Ort, Tolerance.Usual).Verify(folder.Path);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    private static TensorProto Of(long value, string name = "") =>
        new()
        {
            Name = name,
            DataType = (int)DataType.Int64,
            Int64Data = { value },
        };

    private static ValueInfoProto Scalar(string name) =>
        new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)DataType.Int64,
                    Shape = new TensorShapeProto(),
                },
            },
        };

    private void Write(string name, long value) =>
        File.WriteAllBytes(folder[$"test_data_set_0/{name}.pb"], Of(value).ToByteArray());
}
