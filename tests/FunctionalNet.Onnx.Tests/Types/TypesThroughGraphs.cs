using Onnx;
using static FunctionalNet.OnnxTests.Types.TypedFile;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>Values keep their types through subgraphs and chains of casts, as in ONNX Runtime.</summary>
public class TypesThroughGraphs
{
    public static TheoryData<int> Narrow { get; } =
    [.. TypedFile.All.Select(type => (int)type).Where(type => (DataType)type != DataType.Bool)];

    public static MatrixTheoryData<int, int> Pairs { get; } =
        new([.. TypedFile.All.Select(type => (int)type)], [.. TypedFile.All.Select(type => (int)type)]);

    // The condition is not known in advance, so that both branches are computed.
    [Theory]
    [MemberData(nameof(Narrow))]
    public void Through_the_branches_of_an_If(int type)
    {
        var node = Op("If", "b", "z");
        node.Attribute.Add(Graph("then_branch", [Op("Identity", "x", "t")], [], ["t"]));
        node.Attribute.Add(Graph("else_branch", [Op("Add", "x x", "e")], [], ["e"]));
        Agree(
            (DataType)type,
            [Op("ReduceMax", "b0 -", "b", Int("keepdims", 0)), node, Op("Add", "z z", "sum")],
            withCondition: true
        );
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Through_the_branch_of_an_If_that_is_known(int type)
    {
        var node = Op("If", "c", "z");
        node.Attribute.Add(Graph("then_branch", [Op("Add", "x x", "t")], [], ["t"]));
        node.Attribute.Add(Graph("else_branch", [Op("Identity", "x", "e")], [], ["e"]));
        Agree((DataType)type, [node, Op("Add", "z z", "sum")], Whole("c", [], [1], DataType.Bool));
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Around_a_Loop(int type)
    {
        var node = Op("Loop", "c - x", "z all");
        node.Attribute.Add(
            Graph(
                "body",
                [Op("Identity", "on", "still"), Op("Add", "s s", "next"), Op("Mul", "s s", "square")],
                ["i", "on", "s"],
                ["still", "next", "square"]
            )
        );
        Agree(
            (DataType)type,
            [node, Op("ReduceMax", "all a", "most", Int("keepdims", 0)), Op("Add", "z most", "sum")],
            Whole("c", [], [3]),
            Whole("a", [1], [0])
        );
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Along_a_Scan(int type)
    {
        var node = Op("Scan", "y x", "z all", Int("num_scan_inputs", 1));
        node.Attribute.Add(
            Graph("body", [Op("Add", "s one", "next"), Op("Add", "one one", "twice")], ["s", "one"], ["next", "twice"])
        );
        Agree((DataType)type, [Op("Gather", "x c", "y"), node, Op("Add", "z all", "sum")], Whole("c", [], [0]));
    }

    // The values are exact in bfloat16, or round to 0 as integers, because ONNX Runtime merges two casts into one in some chains.
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Along_a_chain_of_casts(int first, int second) =>
        Agree(
            DataType.Double,
            [
                Op("Cast", "x", "a", Int("to", first)),
                Op("Cast", "a", "d", Int("to", second)),
                Op("Cast", "d", "sum", Int("to", (int)DataType.Double)),
            ],
            values: [0, 1, -1, 2.5, -2.5, 100, -100, 0.1, 200, 1e-8]
        );

    private static void Agree(DataType type, IEnumerable<NodeProto> nodes, params TensorProto[] constants) =>
        Agree(type, nodes, null, false, constants);

    private static void Agree(
        DataType type,
        IEnumerable<NodeProto> nodes,
        double[]? values = null,
        bool withCondition = false,
        params TensorProto[] constants
    )
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var x = values is null
                ? Typed.Values(type, new(2, 3), seed)
                : Tensor.Of(new(values.Length), values.Select(value => value * (seed + 1)).ToArray());
            (string, DataType, Shape)[] inputs = withCondition
                ? [("x", type, x.Shape), ("b0", DataType.Bool, new(2))]
                : [("x", type, x.Shape)];
            Tensor<double>[] given = withCondition ? [x, Typed.Values(DataType.Bool, new(2), seed)] : [x];
            var file = TypedFile.Of(nodes, inputs, [("sum", type)], constants);
            if (TypedFile.Ort(file, given) is { } theirs)
            {
                var run = TypedRun.Judge(file, given, theirs, tolerance: 1e-6);
                Assert.True(run.Wrong is null, $"seed {seed}: {run.Wrong}");
            }
        }
    }

    private static AttributeProto Graph(string name, NodeProto[] nodes, string[] inputs, string[] outputs)
    {
        var graph = new GraphProto { Name = name };
        graph.Node.Add(nodes);
        graph.Input.Add(inputs.Select(Bare));
        graph.Output.Add(outputs.Select(Bare));
        return new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = graph,
        };
    }

    // Value infos in subgraphs may omit the type.
    private static ValueInfoProto Bare(string name) => new() { Name = name };
}
