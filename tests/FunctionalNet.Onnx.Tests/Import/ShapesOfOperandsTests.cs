using Onnx;
using Xunit;

namespace FunctionalNet.OnnxTests.Import;

/// <summary>Operands with shapes that ONNX forbids are refused, as ONNX Runtime refuses them.</summary>
public class ShapesOfOperandsTests
{
    [Theory]
    [InlineData(1, 2, 2, 2)]
    [InlineData(1, 1, 2, 2)]
    public void A_bias_of_Gemm_does_not_widen_the_product(int rows, int columns, int biasRows, int biasColumns)
    {
        var model = Files.Of(Files.Node("Gemm", "y", "x", "b", "c"));
        model.Graph.Input.Clear();
        model.Graph.Input.Add(Known("x", rows, 3));
        model.Graph.Input.Add(Known("b", 3, columns));
        model.Graph.Input.Add(Known("c", biasRows, biasColumns));
        Assert.Contains("does not broadcast to it", Refusal(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_none_that_would_have_less_than_nothing()
    {
        var node = Files.Node("Split", "y", "x").Int("num_outputs", 4);
        node.Output.Add("b");
        node.Output.Add("c");
        node.Output.Add("d");
        var model = Files.Of(node);
        model.OpsetImport[0].Version = 18;
        model.Graph.Input[0] = Known("x", 5);
        Assert.Contains("Split of 5 places into 4 parts", Refusal(model), StringComparison.Ordinal);
    }

    private static ValueInfoProto Known(string name, params int[] sizes)
    {
        var info = Files.Info(name, "n", 1);
        info.Type.TensorType.Shape = new();
        info.Type.TensorType.Shape.Dim.AddRange(
            sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size })
        );
        return info;
    }

    private static string Refusal(ModelProto model) =>
        model.Parse().Match(Right: _ => "it is read", Left: error => error.Message);
}
