using FunctionalNet.Execution;
using FunctionalNet.OnnxTests.Probes;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.OnnxTests;

/// <summary>OnnxSharp's types cannot distinguish an explicit 0 from an absent field: where that matters, and where it does not.</summary>
public class PresenceTests
{
    private static readonly Expr X = Expr.Input("x", new(2, 3, 4));
    private static readonly Tensor<float> Values = Samples.Normal<float>(new(2, 3, 4), 1);

    // The default of each of these attributes is not 0.
    [Theory]
    [InlineData("Flatten", "axis")]
    [InlineData("Softmax", "axis")]
    [InlineData("Hardmax", "axis")]
    [InlineData("LogSoftmax", "axis")]
    [InlineData("ReduceMax", "keepdims")]
    [InlineData("LpNormalization", "axis")]
    public void A_typed_zero_means_the_same_written_and_left_out(string onnx, string attribute)
    {
        var left = Model(onnx, attribute, AttributeProto.Types.AttributeType.Int, 0);
        var bytes = Model(onnx, attribute, AttributeProto.Types.AttributeType.Int, 1).ToByteArray();
        byte[] field = [0x18, 1, 0xA0, 1, (byte)AttributeProto.Types.AttributeType.Int];
        bytes[bytes.AsSpan().IndexOf(field) + 1] = 0;
        Assert.Equal(left, ModelProto.Parser.ParseFrom(bytes));
        Assert.NotEqual(left.ToByteArray(), bytes);

        using var written = OrtCpu.Open(bytes);
        var expected = OrtCpu.Run(written, [X], [Values], X.Type);
        Samples.Close(expected, OrtCpu.Run(left, [X], [Values], X.Type), 0);
        var ours = Read(bytes);
        Samples.Close(expected, Reference.Run(ours, Values)[0], 1e-6);
    }

    [Fact]
    public void An_untyped_attribute_is_of_the_type_of_its_value()
    {
        foreach (var axis in (long[])[1, 2, -1, -3])
        {
            var typed = Model("Flatten", "axis", AttributeProto.Types.AttributeType.Int, axis);
            var untyped = Model("Flatten", "axis", AttributeProto.Types.AttributeType.Undefined, axis);
            Assert.Equal(
                OnnxModel.Parse(typed.ToByteArray()).OrThrow().Graph.Outputs[0].Shape,
                OnnxModel.Parse(untyped.ToByteArray()).OrThrow().Graph.Outputs[0].Shape
            );
        }
    }

    [Fact]
    public void An_untyped_zero_is_of_the_type_that_the_operator_has()
    {
        var untyped = Model("Flatten", "axis", AttributeProto.Types.AttributeType.Undefined, 0);
        Assert.Equal(new(1, 24), Read(untyped.ToByteArray()).Outputs[0].Shape);
        var slope = Model("LeakyRelu", "alpha", AttributeProto.Types.AttributeType.Undefined, 0);
        Assert.Equal(0, Reference.Run(Read(slope.ToByteArray()), Values)[0].Span.ToArray().Min());
    }

    [Fact]
    public void An_untyped_attribute_of_another_type_is_an_error() =>
        Model("LeakyRelu", "alpha", AttributeProto.Types.AttributeType.Undefined, 1)
            .Parse()
            .ErrorOf()
            .Says("the LeakyRelu", "'alpha'", "int", "float");

    private static Graph Read(byte[] file) =>
        OnnxModel
            .Parse(
                file,
                options: new ImportOptions
                {
                    Shapes = new Dictionary<string, Shape>(StringComparer.Ordinal) { ["x"] = X.Shape },
                }
            )
            .OrThrow()
            .Graph;

    // Without a type in version 1 of the format, the only one that has none.
    private static ModelProto Model(string onnx, string attribute, AttributeProto.Types.AttributeType type, long value)
    {
        var node = Files.Node(onnx, "y", "x").Int(attribute, value);
        node.Attribute[0].Type = type;
        var model = Files.Of(node);
        model.IrVersion = type == AttributeProto.Types.AttributeType.Undefined ? 1 : model.IrVersion;
        model.Graph.Input[0] = Files.Info("x", "batch", 3, 4);
        return model;
    }
}
