using Onnx;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>Hand-written graphs x [n, 8] to y whose values have several consumers, also in subgraphs.</summary>
internal static class Graphs
{
    public static IReadOnlyDictionary<string, Func<ModelProto>> All { get; } =
        new Dictionary<string, Func<ModelProto>>(StringComparer.Ordinal)
        {
            ["chain"] = () => Of(Files.Node("MatMul", "h", "x", "w"), Files.Node("MatMul", "y", "h", "w")),
            ["turned and not"] = () =>
                Of(
                    Files.Node("MatMul", "h", "x", "w"),
                    Files.Node("Gemm", "g", "h", "w", "b").Int("transB", 1),
                    Files.Node("Gemm", "y", "g", "w")
                ),
            ["everywhere"] = () =>
                Of(
                    Files.Node("MatMul", "h", "x", "w"),
                    Files.Node("MatMul", "ww", "w", "w"),
                    Files.Node("Add", "a", "w", "ww"),
                    Files.Node("MatMul", "y", "h", "a")
                ),
            ["computed bias"] = () =>
                Of(
                    Files.Node("Add", "c", "b", "b"),
                    Files.Node("Gemm", "g", "x", "w", "c"),
                    Files.Node("MatMul", "y", "g", "w")
                ),
            ["constant"] = () =>
                Without(
                    "w",
                    Of(
                        Files.Node("Constant", "w").Tensor("value", Weight("w")),
                        Files.Node("MatMul", "h", "x", "w"),
                        Files.Node("Add", "y", "h", "b")
                    )
                ),
            ["branches"] = () =>
                Of(
                    Files.Node("MatMul", "h", "x", "w"),
                    Files.Node("ReduceSum", "s", "h").Int("keepdims", 0),
                    Files.Node("Cast", "c", "s").Int("to", (long)TensorProto.Types.DataType.Bool),
                    Files
                        .Node("If", "i", "c")
                        .Graph(
                            "then_branch",
                            Inner(
                                ["deep"],
                                [Files.Node("MatMul", "within", "h", "w"), Files.Node("Add", "deep", "within", "b")]
                            )
                        )
                        .Graph("else_branch", Inner(["other"], [Files.Node("MatMul", "other", "x", "w")])),
                    Files.Node("Add", "y", "i", "h")
                ),
            ["loop"] = () =>
                Of(
                        Files.Node("MatMul", "h", "x", "w"),
                        Files
                            .Node("Loop", "y", "three", "true", "h")
                            .Graph(
                                "body",
                                Inner(
                                    ["go", "next"],
                                    [
                                        Files.Node("MatMul", "product", "state", "w"),
                                        Files.Node("Tanh", "next", "product"),
                                        Files.Node("Identity", "go", "going"),
                                    ],
                                    [Scalar("turn", "Int64"), Scalar("going", "Bool"), Files.Info("state", "n", 8)],
                                    boolean: "go"
                                )
                            )
                    )
                    .With(
                        new TensorProto
                        {
                            Name = "three",
                            DataType = 7,
                            Int64Data = { 3 },
                        },
                        new TensorProto
                        {
                            Name = "true",
                            DataType = 9,
                            Int32Data = { 1 },
                        }
                    ),
            ["weight as an output"] = () =>
                WithOutputs(Of(Files.Node("MatMul", "h", "x", "w"), Files.Node("Add", "y", "h", "b")), "w", "h"),
        };

    public static TensorProto Weight(string name) =>
        Files.Floats(name, [8, 8], [.. Samples.Normal<float>(new(64), 3).Span.ToArray().Select(value => value / 3)]);

    /// <summary>A graph over x, the weights w [8, 8] and the bias b [8].</summary>
    public static ModelProto Of(params NodeProto[] nodes)
    {
        var model = Files
            .Of(nodes)
            .With(Weight("w"), Files.Floats("b", [8], [.. Samples.Normal<float>(new(8), 4).Span.ToArray()]));
        model.Graph.Input[0] = Files.Info("x", "n", 8);
        model.Graph.Output[0] = Files.Info("y", "n", 8);
        foreach (var node in nodes)
        {
            node.Name = node.Output[0];
        }

        return model;
    }

    public static NodeProto Graph(this NodeProto node, string name, GraphProto graph)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Graph,
                G = graph,
            }
        );
        return node;
    }

    public static NodeProto Tensor(this NodeProto node, string name, TensorProto tensor)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = tensor,
            }
        );
        return node;
    }

    public static ModelProto WithOutputs(ModelProto model, params string[] names)
    {
        model.Graph.Output.AddRange(names.Select(name => Files.Info(name, "m", 8)));
        return model;
    }

    private static ModelProto Without(string initializer, ModelProto model)
    {
        model.Graph.Initializer.Remove(model.Graph.Initializer.Single(tensor => tensor.Name == initializer));
        return model;
    }

    private static GraphProto Inner(
        string[] outputs,
        NodeProto[] nodes,
        ValueInfoProto[]? inputs = null,
        string? boolean = null
    )
    {
        var graph = new GraphProto { Name = "inner" };
        graph.Node.AddRange(nodes);
        graph.Input.AddRange(inputs ?? []);
        graph.Output.AddRange(
            outputs.Select(output => output == boolean ? Scalar(output, "Bool") : Files.Info(output, "n", 8))
        );
        return graph;
    }

    private static ValueInfoProto Scalar(string name, string type) =>
        new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)Enum.Parse<TensorProto.Types.DataType>(type),
                    Shape = new TensorShapeProto(),
                },
            },
        };
}
