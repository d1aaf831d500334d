using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.OnnxTests;

/// <summary>Files that demand unbounded resources, or access to files outside of their folder.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fnet").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        var model = Files.Of(Calls("f"));
        model.Functions.Add(Function("f", Calls("g")));
        model.Functions.Add(Function("g", Calls("f")));
        model.Parse().ErrorOf().Says("64 deep");
    }

    [Fact]
    public void A_function_is_its_body_with_the_attributes_of_the_call()
    {
        var leaky = Files.Node("LeakyRelu", "y", "x");
        leaky.Attribute.Add(
            new AttributeProto
            {
                Name = "alpha",
                RefAttrName = "slope",
                Type = AttributeType.Float,
            }
        );
        var model = Files.Of(Calls("f").Real("slope", 0.25f));
        model.Functions.Add(Function("f", leaky));
        var graph = model.Parse().OrThrow().Graph;
        Assert.Equal(graph.Inputs[0].LeakyRelu(0.25).Op, graph.Outputs[0].Op);
    }

    [Fact]
    public void Graphs_within_graphs_are_read_to_a_depth()
    {
        If(20).Parse().OrThrow();
        If(60).Parse().ErrorOf().Says("graphs within graphs", "protobuf", "100 deep");
    }

    [Fact]
    public void An_operand_that_a_call_leaves_out_is_left_out_in_the_body()
    {
        foreach (
            string[] given in (string[][])
                [
                    ["x", "low"],
                    ["x", string.Empty, "high"],
                    ["x"],
                    ["x", "low", "high"],
                ]
        )
        {
            var call = Files.Node("f", "y", given);
            call.Domain = "somebody";
            var body = Function("f", Files.Node("Clip", "y", "x", "least", "most"));
            body.Input.AddRange(["least", "most"]);
            var model = Files.Of(call).With(Scalar("low", 0f), Scalar("high", 1f));
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "somebody", Version = 1 });
            model.Functions.Add(body);
            var x = Tensor.Of(new(1, 2), -1f, 2);
            var graph = model.Parse().OrThrow().Graph.WithFreeAxes(1);
            Assert.Equal(
                Probes.OrtCpu.Run(model, [graph.Inputs[0]], [x], graph.Inputs[0].Type).Span.ToArray(),
                FunctionalNet.Execution.Reference.Run(graph, x)[0].Span.ToArray()
            );
        }

        // ... and one that must be given is missed there.
        var add = Function("f", Files.Node("Add", "y", "x", "w"));
        add.Input.Add("w");
        var wrong = Files.Of(Calls("f"));
        wrong.Functions.Add(add);
        wrong.Parse().ErrorOf().Says("the Add", "'B' at place 1");
    }

    // Each of forty functions calls the previous one twice: counted, not expanded.
    [Fact]
    public void Calls_that_double_are_counted_before_they_are_expanded()
    {
        var model = Files.Of(Calls("f40"));
        model.Functions.Add(Function("f0", Files.Node("Neg", "y", "x")));
        for (var i = 1; i <= 40; i++)
        {
            var (first, second) = (Calls($"f{i - 1}"), Calls($"f{i - 1}"));
            first.Output[0] = second.Input[0] = "half";
            var function = Function($"f{i}", first);
            function.Node.Add(second);
            model.Functions.Add(function);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Parse().ErrorOf().Says("more than 2000000 nodes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_loop_is_unrolled_as_often_as_it_says_and_no_more()
    {
        var graph = Loop(3).Parse().OrThrow().Graph;
        var y = FunctionalNet.Execution.Reference.Run(graph.WithFreeAxes(1), Tensor.Of(new(1, 2), 1.0, 2))[0];
        Assert.Equal([8.0, 16], y.Span.ToArray());
        Loop(long.MaxValue).Parse().ErrorOf().Says("Loop", "more than 65536 times");
    }

    [Fact]
    public void Weights_beside_the_model_are_read_from_its_folder_only()
    {
        var inside = Path.Combine(folder, "model");
        Directory.CreateDirectory(inside);
        File.WriteAllBytes(Path.Combine(inside, "weights"), [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64]);
        File.WriteAllBytes(Path.Combine(folder, "secret"), new byte[8]);
        File.CreateSymbolicLink(Path.Combine(inside, "link"), Path.Combine(folder, "secret"));

        var model = Load(inside, ("location", "weights"), ("offset", "4"), ("length", "8")).OrThrow();
        Assert.Equal([1f, 2], model.Values<float>()["w"].Span.ToArray());

        Load(inside, ("location", "../secret")).ErrorOf().Says("'w'", "outside of the model's folder");
        Load(inside, ("location", Path.Combine(folder, "secret"))).ErrorOf().Says("'w'", "outside");
        Load(inside, ("location", "link")).ErrorOf().Says("'w'", "link");
        Load(inside, ("location", "nothing")).ErrorOf().Says("'w'", "not there");
        Load(inside, ("location", "weights")).ErrorOf().Says("'w'", "8 bytes", "12");
        Load(inside, ("location", "weights"), ("offset", "8"), ("length", "8")).ErrorOf().Says("'w'", "12 bytes");
        Load(inside, ("location", "weights"), ("offset", "-1")).ErrorOf().Says("'w'", "offset");
        Load(inside).ErrorOf().Says("'w'", "not named");
    }

    [Fact]
    public void A_tensor_of_more_bytes_than_an_array_holds_is_refused()
    {
        // A sparse file, which takes no disk space.
        const long Size = 2_400_000_000;
        using (var stream = File.Create(Path.Combine(folder, "weights")))
        {
            stream.SetLength(Size);
        }

        var model = Files.Of(Files.Node("Relu", "y", "x"));
        var large = Files.Floats("w", [Size / sizeof(float)]);
        large.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights" });
        model.Graph.Initializer.Add(large);
        var path = Path.Combine(folder, "large.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        OnnxModel.Load(path).ErrorOf().Says("'w'", $"{Size} bytes");
    }

    public static TheoryData<string> Grown => [.. Growing.Keys];

    // Graphs from x [batch, 2] to a value that exceeds the maximal size of a tensor.
    private static Dictionary<string, ModelProto> Growing =>
        new(StringComparer.Ordinal)
        {
            ["a constant"] = Files
                .Of(
                    Files.Node("ConstantOfShape", "c", "s"),
                    Files.Node("ReduceSum", "z", "c"),
                    Files.Node("Add", "y", "x", "z")
                )
                .With(Files.Longs("s", 65_536, 65_536)),
            ["classes"] = Files
                .Of(Files.Node("ArgMax", "a", "x"), Files.Node("OneHot", "y", "a", "d", "v"))
                .With(Scalar("d", int.MaxValue), Files.Floats("v", [2], 0, 1)),
            ["an outer product"] = Files
                .Of(
                    Files.Node("Tile", "t", "x", "r"),
                    Files.Node("Einsum", "y", "t", "t").Text("equation", "ij,kl->ijkl")
                )
                .With(Files.Longs("r", 1, 500_000)),
            ["a product"] = Files
                .Of(
                    Files.Node("Tile", "t", "x", "r"),
                    Files.Node("Transpose", "u", "t"),
                    Files.Node("MatMul", "y", "u", "t")
                )
                .With(Files.Longs("r", 1, 500_000)),
            ["copies"] = Files.Of(Files.Node("Tile", "y", "x", "r")).With(Files.Longs("r", 1, 1L << 40)),
            ["an expansion"] = Files.Of(Files.Node("Expand", "y", "x", "s")).With(Files.Longs("s", 1L << 32, 1, 2)),
            ["an edge"] = Files.Of(Files.Node("Pad", "y", "x", "p")).With(Files.Longs("p", 0, 0, 0, 1L << 40)),
            ["a wide edge"] = Files
                .Of(Files.Node("Pad", "y", "x", "p"))
                .With(Files.Longs("p", 0, int.MaxValue, 0, int.MaxValue)),
            ["a sequence"] = Files
                .Of(
                    Files.Node("Range", "c", "a", "b", "e"),
                    Files.Node("ReduceSum", "z", "c"),
                    Files.Node("Cast", "f", "z").Int("to", 1),
                    Files.Node("Add", "y", "x", "f")
                )
                .With(Scalar("a", 0), Scalar("b", 1L << 40), Scalar("e", 1)),
            ["a scale"] = Files
                .Of(Files.Node("Resize", "y", "x", string.Empty, "s"))
                .With(Files.Floats("s", [2], 1, 1e30f)),
            ["a size"] = Files
                .Of(Files.Node("Resize", "y", "x", string.Empty, string.Empty, "s"))
                .With(Files.Longs("s", 1, 1L << 40)),
            ["a shape"] = Files.Of(Files.Node("Reshape", "y", "x", "s")).With(Files.Longs("s", 1L << 40, -1)),
            ["shapes by shapes"] = Files
                .Of(
                    Files.Node("ConstantOfShape", "c", "s"),
                    Files.Node("Unsqueeze", "u", "c", "one"),
                    Files.Node("Add", "a", "c", "u"),
                    Files.Node("ReduceSum", "z", "a"),
                    Files.Node("Add", "y", "x", "z")
                )
                .With(Files.Longs("s", 60_000), Files.Longs("one", 1)),
        };

    [Theory]
    [MemberData(nameof(Grown))]
    public void What_grows_beyond_a_tensor_is_refused_with_its_place(string name)
    {
        var says = Growing[name]
            .Parse()
            .Match(
                model =>
                    Assert
                        .Throws<ShapeException>(() =>
                            FunctionalNet.Execution.Reference.Run(
                                model.Graph.WithFreeAxes(1),
                                Tensor.Of(new(1, 2), 1.0, 2)
                            )
                        )
                        .Message,
                error => error.Message
            );
        Assert.InRange(says.Length, 1, 500);
        Assert.DoesNotContain("Exception", says, StringComparison.Ordinal);
        Assert.Matches("node|elements", says);
    }

    [Fact]
    public void Arithmetic_of_sizes_keeps_a_free_batch_free()
    {
        var model = Files
            .Of(
                Files.Node("Shape", "shape", "x"),
                Files.Node("Gather", "batch", "shape", "zero").Int("axis", 0),
                Files.Node("Mul", "twice", "batch", "two"),
                Files.Node("Unsqueeze", "vector", "twice", "zero"),
                Files.Node("Concat", "sizes", "vector", "rest").Int("axis", 0),
                Files.Node("Reshape", "y", "x", "sizes")
            )
            .With(Scalar("zero", 0), Scalar("two", 2), Files.Longs("rest", -1));
        model.Graph.Initializer[0].Dims.Clear();
        var graph = model.Parse().OrThrow().Graph;
        Assert.Equal("[batch*2, 1]", graph.Outputs[0].Shape.ToString());
        Assert.Equal(new Shape(10, 1), graph.WithFreeAxes(5).Outputs[0].Shape);
    }

    private static TensorProto Scalar(string name, long value)
    {
        var tensor = Files.Longs(name, value);
        tensor.Dims.Clear();
        return tensor;
    }

    private static TensorProto Scalar(string name, float value)
    {
        var tensor = Files.Floats(name, [], value);
        tensor.Dims.Clear();
        return tensor;
    }

    private static NodeProto Calls(string function)
    {
        var node = Files.Node(function, "y", "x");
        node.Domain = "somebody";
        return node;
    }

    private static FunctionProto Function(string name, NodeProto node)
    {
        var function = new FunctionProto { Name = name, Domain = "somebody" };
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        function.Input.Add("x");
        function.Output.Add("y");
        function.Node.Add(node);
        return function;
    }

    private static ModelProto If(int depth)
    {
        var inner = new GraphProto { Name = "inner" };
        inner.Node.Add(Files.Node("Relu", "leaf", "x"));
        inner.Output.Add(new ValueInfoProto { Name = "leaf" });
        for (var i = 0; i < depth; i++)
        {
            var outer = new GraphProto { Name = $"graph {i}" };
            outer.Node.Add(Branches(inner, $"v{i}"));
            outer.Output.Add(new ValueInfoProto { Name = $"v{i}" });
            inner = outer;
        }

        var truth = new TensorProto { Name = "truth", DataType = (int)TensorProto.Types.DataType.Bool };
        truth.Int32Data.Add(1);
        return Files.Of(Branches(inner, "y")).With(truth);
    }

    private static NodeProto Branches(GraphProto graph, string output)
    {
        var node = Files.Node("If", output, "truth");
        foreach (var name in (string[])["then_branch", "else_branch"])
        {
            node.Attribute.Add(
                new AttributeProto
                {
                    Name = name,
                    Type = AttributeType.Graph,
                    G = name == "then_branch" ? graph : new GraphProto { Name = "none" },
                }
            );
        }

        return node;
    }

    private static ModelProto Loop(long trips)
    {
        var body = new GraphProto { Name = "body" };
        body.Input.Add(new ValueInfoProto { Name = "i" });
        body.Input.Add(new ValueInfoProto { Name = "goes on" });
        body.Input.Add(new ValueInfoProto { Name = "before" });
        body.Node.Add(Files.Node("Add", "after", "before", "before"));
        body.Output.Add(new ValueInfoProto { Name = "goes on" });
        body.Output.Add(new ValueInfoProto { Name = "after" });
        var loop = Files.Node("Loop", "y", "trips", string.Empty, "x");
        loop.Attribute.Add(
            new AttributeProto
            {
                Name = "body",
                Type = AttributeType.Graph,
                G = body,
            }
        );
        return Files.Of(loop).With(Scalar("trips", trips));
    }

    private static LanguageExt.Either<LanguageExt.Common.Error, OnnxModel> Load(
        string folder,
        params (string Key, string Value)[] entries
    )
    {
        var weight = new TensorProto
        {
            Name = "w",
            DataType = (int)TensorProto.Types.DataType.Float,
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        weight.Dims.Add(2);
        foreach (var (key, value) in entries)
        {
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, Files.Of(Files.Node("Add", "y", "x", "w")).With(weight).ToByteArray());
        return OnnxModel.Load(path);
    }
}
