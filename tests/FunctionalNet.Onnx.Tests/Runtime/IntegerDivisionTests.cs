using System.Collections.Immutable;
using FunctionalNet.OnnxTests.Rewriting;
using FunctionalNet.Runtime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>Divisions that would end the process are found wherever they stand, and no others.</summary>
public sealed class IntegerDivisionTests : IDisposable
{
    private readonly FileInFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("graph", 1, 0, "'the Div'", "by zero in int32")]
    [InlineData("graph", int.MinValue, -1, "'the Div'", "of -2147483648 by -1")]
    [InlineData("graph", int.MinValue, 1)]
    [InlineData("graph", 0, -1)]
    [InlineData("then", 1, 0, "'the Div'", "by zero")]
    [InlineData("then", 1, 2)]
    [InlineData("else", 1, 0)]
    [InlineData("loop", 1, 2, "'the Mod'", "by zero")]
    [InlineData("loop", 1, -2)]
    [InlineData("scan", 1, 1, "'the Div'", "by zero")]
    [InlineData("scan", 1, -1)]
    [InlineData("branch of a loop", 1, 2, "'the Mod'", "by zero")]
    [InlineData("branch of a loop", 1, -2)]
    [InlineData("function", 1, 0, "'the Div'", "by zero")]
    [InlineData("function", 1, 3)]
    public void They_are_found(string where, int left, int right, params string[] says)
    {
        folder.With(Model(where));
        var data = ImmutableDictionary
            .Create<string, Tensor<double>>(StringComparer.Ordinal)
            .Add("a", Tensor.Vector<double>([7, left, 9]))
            .Add("b", Tensor.Vector<double>([3, right, 4]));
        var found = IntegerDivision.Find(folder["model.onnx"], data);
        if (says.Length > 0)
        {
            Assert.NotNull(found);
            found.Says(says);
            return;
        }

        Assert.Null(found);
        using var predictor = OnnxPredictor.Load(folder["model.onnx"]).OrThrow();
        Assert.Single(predictor.Run(data));
    }

    private static ModelProto Model(string where)
    {
        var div = Files.Node("Div", "q", "a", "b");
        NodeProto[] nodes = where switch
        {
            "graph" => [Named(div, "y")],
            "then" or "else" =>
            [
                Files
                    .Node("If", "y", where == "then" ? "true" : "false")
                    .Graph("then_branch", Body([], [div], "q"))
                    .Graph("else_branch", Body([], [Files.Node("Identity", "other", "a")], "other")),
            ],

            // b divided by 3 - 0, ..., in the third round by the number of rounds that are left: none if b has 2.
            "loop" => [Loop(Files.Node("Mod", "q", "state", "less"))],
            "branch of a loop" =>
            [
                Loop(
                    Files
                        .Node("If", "q", "true")
                        .Graph("then_branch", Body([], [Files.Node("Mod", "deep", "state", "less")], "deep"))
                        .Graph("else_branch", Body([], [Files.Node("Identity", "other", "state")], "other"))
                ),
            ],

            // Each number by the one minus 1.
            "scan" =>
            [
                Files
                    .Node("Scan", "y", "a", "b")
                    .Int("num_scan_inputs", 2)
                    .Ints("scan_output_axes", 0)
                    .Graph(
                        "body",
                        Body(
                            ["one", "other"],
                            [Files.Node("Sub", "less", "other", "unit"), Files.Node("Div", "q", "one", "less")],
                            "q"
                        )
                    ),
            ],
            _ => [Call("y", "a", "b")],
        };
        var model = Files.Of(nodes);
        model.Graph.Input.Clear();
        foreach (var name in (string[])["a", "b"])
        {
            var info = Files.Info(name, "n");
            info.Type.TensorType.ElemType = (int)DataType.Int32;
            model.Graph.Input.Add(info);
        }

        model.With(
            Whole("unit", DataType.Int32, 1),
            Whole("true", DataType.Bool, 1),
            Whole("false", DataType.Bool, 0),
            Long("rounds", 3)
        );
        if (where == "function")
        {
            var function = new FunctionProto { Name = "quotient", Domain = "somebody" };
            function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
            function.Input.AddRange(["a", "b"]);
            function.Output.Add("q");
            function.Node.Add(div);
            model.Functions.Add(function);
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "somebody", Version = 1 });
        }

        return model;
    }

    // Three rounds, which divide by b, b - 1 and b - 2.
    private static NodeProto Loop(NodeProto division)
    {
        var body = Body(
            ["round", "goes", "state"],
            [
                Files.Node("Cast", "number", "round").Int("to", (long)DataType.Int32),
                Files.Node("Sub", "less", "b", "number"),
                division,
                Files.Node("Add", "next", "q", "unit"),
                Files.Node("Identity", "on", "goes"),
            ],
            "on",
            "next"
        );
        foreach (var (input, type) in body.Input.Zip([DataType.Int64, DataType.Bool, DataType.Int32]))
        {
            var info = Files.Info(input.Name, "n");
            info.Type.TensorType.ElemType = (int)type;
            if (input.Name != "state")
            {
                info.Type.TensorType.Shape.Dim.Clear();
            }

            input.Type = info.Type;
        }

        return Files.Node("Loop", "y", "rounds", "true", "a").Graph("body", body);
    }

    private static NodeProto Call(string output, params string[] inputs)
    {
        var node = Files.Node("quotient", output, inputs);
        node.Domain = "somebody";
        return node;
    }

    private static NodeProto Named(NodeProto node, string output)
    {
        node.Output[0] = output;
        return node;
    }

    private static GraphProto Body(string[] inputs, NodeProto[] nodes, params string[] outputs)
    {
        var graph = new GraphProto { Name = "body" };
        graph.Input.AddRange(inputs.Select(name => new ValueInfoProto { Name = name }));
        graph.Node.AddRange(nodes);
        graph.Output.AddRange(outputs.Select(name => new ValueInfoProto { Name = name }));
        return graph;
    }

    private static TensorProto Whole(string name, DataType type, int value) =>
        new()
        {
            Name = name,
            DataType = (int)type,
            Int32Data = { value },
        };

    private static TensorProto Long(string name, long value)
    {
        var tensor = Files.Longs(name, value);
        tensor.Dims.Clear();
        return tensor;
    }
}
