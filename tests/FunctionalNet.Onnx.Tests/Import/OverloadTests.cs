using FunctionalNet.OnnxTests.Learning;
using FunctionalNet.OnnxTests.Types;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.OnnxTests;

/// <summary>Model-local functions are identified by domain, name and overload together.</summary>
public class OverloadTests
{
    [Theory]
    [InlineData("", "", 11)]
    [InlineData("", "ten", 20)]
    [InlineData("other", "", 101)]
    [InlineData("other", "ten", 110)]
    public void A_node_calls_the_function_of_all_three_names(string domain, string overload, double expected)
    {
        var model = Sketch.Of(string.Empty, "y = f(x)");
        model.IrVersion = 10;
        model.Graph.Node[0].Domain = $"somebody{domain}";
        model.Graph.Node[0].Overload = overload;
        foreach (
            var (where, which, added) in new[]
            {
                (string.Empty, string.Empty, 1f),
                (string.Empty, "ten", 10f),
                ("other", string.Empty, 91f),
                ("other", "ten", 100f),
            }
        )
        {
            var function = new FunctionProto
            {
                Domain = $"somebody{where}",
                Name = "f",
                Overload = which,
                Input = { "a" },
                Output = { "b" },
                OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            };
            function.Node.Add(TypedFile.Op("Constant", string.Empty, "c", Value(added)));
            function.Node.Add(Sketch.Node("b = Add(a, c)"));
            model.Functions.Add(function);
        }

        foreach (var set in (string[])["somebody", "somebodyother"])
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = set, Version = 1 });
        }

        var graph = model.Parse().OrThrow().Graph.WithFreeAxes(1);
        Assert.Equal(
            [expected, expected],
            Execution.Reference.Run(graph, Tensor.Of<double>(new(1, 2), 10, 10))[0].Span
        );
        using var predictor = OnnxPredictor.Load(model.ToByteArray()).OrThrow();
        Assert.Equal((float)expected, predictor.Predict(Tensor.Of<float>(new(1, 2), 10, 10))[0, 0]);
    }

    [Fact]
    public void A_function_that_is_not_there_is_an_error()
    {
        var model = Sketch.Of(string.Empty, "y = f(x)");
        model.Graph.Node[0].Domain = "somebody";
        model.Graph.Node[0].Overload = "eleven";
        model.Functions.Add(new FunctionProto { Domain = "somebody", Name = "f" });
        model.Parse().ErrorOf().Says("somebody");
    }

    private static AttributeProto Value(float number) =>
        new()
        {
            Name = "value_float",
            Type = AttributeProto.Types.AttributeType.Float,
            F = number,
        };
}
