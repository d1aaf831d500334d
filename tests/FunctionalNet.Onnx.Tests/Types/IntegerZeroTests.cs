using FunctionalNet.Execution;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>Integers have one zero, in two's complement: 1 / 0 is positive infinity after a cast, as in ONNX Runtime.</summary>
public class IntegerZeroTests
{
    [Theory]
    [InlineData("Identity", false)]
    [InlineData("Neg", false)]
    [InlineData("Mul", true)]
    [InlineData("Div", true)]
    [InlineData("Mod", true)]
    public void It_has_no_sign(string onnx, bool isOfTwo)
    {
        var model = Files
            .Of(
                Files.Node("Cast", "v", "x").Int("to", (long)DataType.Int64),
                Files.Node(onnx, "w", isOfTwo ? ["v", "k"] : ["v"]),
                Files.Node("Cast", "f", "w").Int("to", (long)DataType.Float),
                Files.Node("Reciprocal", "y", "f")
            )
            .With(Files.Longs("k", -3));
        var graph = model.Parse().OrThrow().Graph.WithFreeAxes(1);
        var x = Tensor.Of(new(1, 2), [-0.9, 0.4]);
        double[] expected = [double.PositiveInfinity, double.PositiveInfinity];
        Assert.Equal(expected, Reference.Run(graph, [x])[0].Span.ToArray());
        Assert.Equal(expected, Plan<double>.Compile(graph, threads: 1).Run(x)[0].Span.ToArray());
    }
}
