using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Shape arithmetic in files on free axes with arbitrary names.</summary>
public sealed class FreeAxisTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fnet").FullName;

    public static TheoryData<string> Names => ["batch", "3", "12", "*", "a*b", "batch*4", "2147483648", " n ", "N×M"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Sizes_follow_from_an_axis_of_any_name(string name)
    {
        var model = Files
            .Of(
                Files.Node("Shape", "shape", "x"),
                Files.Node("ReduceProd", "all", "shape").Int("keepdims", 1),
                Files.Node("Reshape", "flat", "x", "all"),
                Files.Node("Div", "rows", "all", "two"),
                Files.Node("Concat", "back", "rows", "two").Int("axis", 0),
                Files.Node("Reshape", "y", "flat", "back")
            )
            .With(Files.Longs("two", 2));
        model.Graph.Input[0] = Files.Info("x", name, 2);
        var graph = model.Parse().OrThrow().Graph;
        Assert.Equal(new(Dim.Named(name), 2), graph.Outputs[0].Shape);
        var x = Tensor.Of(new(3, 2), 1f, 2, 3, 4, 5, 6);
        var y = FunctionalNet.Execution.Reference.Run(graph.WithFreeAxes(3), x)[0];
        Assert.Equal(x.Shape, y.Shape);
        Assert.Equal(x.Span, y.Span);
    }

    [Fact]
    public void Sizes_may_be_products_of_three_axes()
    {
        var model = Files
            .Of(
                Files.Node("Shape", "shape", "x"),
                Files.Node("ReduceProd", "all", "shape").Int("keepdims", 1),
                Files.Node("Concat", "row", "one", "all").Int("axis", 0),
                Files.Node("Reshape", "y", "x", "row")
            )
            .With(Files.Longs("one", 1));
        model.Graph.Input[0] = Files.Info("x", "a", 5);
        foreach (var name in (string[])["b", "3"])
        {
            model
                .Graph.Input[0]
                .Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = name });
        }

        var graph = model.Parse().OrThrow().Graph;
        var (a, b, three) = (Dim.Named("a"), Dim.Named("b"), Dim.Named("3"));
        Assert.Equal(new(1, Dim.Product([a, 5, b, three])), graph.Outputs[0].Shape);
    }

    [Theory]
    [InlineData("Min", 5)]
    [InlineData("Max", 3)]
    [InlineData("Mod", 2)]
    [InlineData("Equal", 1)]
    [InlineData("Less", 5)]
    [InlineData("Greater", 600)]
    public void What_holds_of_large_sizes_alone_is_not_taken_for_all(string name, int number)
    {
        var model = Files
            .Of(
                Files.Node("Shape", "shape", "x"),
                Files.Node("Gather", "rows", "shape", "zero"),
                Files.Node(name, "some", "rows", "number"),
                Files.Node("Cast", "count", "some").Int("to", (int)TensorProto.Types.DataType.Int64),
                Files.Node("ConstantOfShape", "y", "count")
            )
            .With(Files.Longs("zero", 0))
            .With(Files.Longs("number", number));
        model.Graph.Input[0] = Files.Info("x", "n", 6);
        Assert.Contains(
            "ConstantOfShape",
            model.Parse().Match(Right: _ => string.Empty, Left: error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Models_and_steps_are_written_for_a_batch_of_any_name(string name)
    {
        var training = Training.Of(Flatten() >> Dense(2), MeanSquaredError() + L2(0.01), Adam(1e-3));
        var start = training.Init(1, new(2, 3));
        var batch = new Dataset<float>(
            Samples.Normal<float>(new(4, 2, 3), 1),
            Samples.Normal<float>(new(4, 2), 2)
        ).All();
        var options = new ExportOptions { Batch = name };
        start.Model.SaveOnnx(Path.Combine(folder, "model.onnx"), options).OrThrow();
        training.ToOnnx(Path.Combine(folder, "step.onnx"), start, batch, options).OrThrow();
    }
}
