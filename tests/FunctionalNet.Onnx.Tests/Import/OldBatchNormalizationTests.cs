using FunctionalNet.Execution;
using FunctionalNet.OnnxTests.Types;
using Onnx;

namespace FunctionalNet.OnnxTests;

/// <summary>
/// BatchNormalization before opset 14, where the number of outputs selects training mode; the form of opset 15 is the reference.
/// </summary>
public class OldBatchNormalizationTests
{
    [Theory]
    [InlineData(1, "y mean_ var_", true)]
    [InlineData(6, "y mean_ var_", true)]
    [InlineData(6, "y", true)]
    [InlineData(7, "y mean_ var_ saved_mean saved_var", true)]
    [InlineData(7, "y", false)]
    [InlineData(9, "y mean_ var_ saved_mean saved_var", true)]
    [InlineData(9, "y mean_", true)]
    [InlineData(9, "y", false)]
    [InlineData(13, "y mean_ var_ saved_mean saved_var", true)]
    [InlineData(13, "y", false)]
    public void Is_by_the_batch_where_it_gives_statistics(int opset, string outputs, bool isTraining)
    {
        var given = Run(opset, outputs, opset == 1 ? [TypedFile.Ints("consumed_inputs", 0, 0, 0, 1, 1)] : []);
        var right = Run(15, isTraining ? "y mean_ var_" : "y", [TypedFile.Int("training_mode", isTraining ? 1 : 0)]);
        foreach (var (name, value) in right.Where(one => given.ContainsKey(one.Key)))
        {
            Samples.Close(value, given[name], 1e-12);
        }

        // The updated running statistics are 0.9 of the previous ones plus 0.1 of the batch's, which the node outputs, too.
        if (given.TryGetValue("saved_var", out var saved))
        {
            Assert.Equal(0.9 + (0.1 * saved.Span[0]), given["var_"].Span[0], 1e-12);
        }
    }

    // "The op also accepts single dimension input of size N in which case C is assumed to be 1" (ONNX, since opset 9).
    [Fact]
    public void One_axis_is_of_samples_of_one_channel()
    {
        var model = Files
            .Of(Files.Node("BatchNormalization", "y", "x", "s", "b", "m", "v"))
            .With(
                Files.Floats("s", [1], 2),
                Files.Floats("b", [1], 1),
                Files.Floats("m", [1], 0.25f),
                Files.Floats("v", [1], 4)
            );
        model.Graph.Input[0] = Files.Info("x", "batch");
        var x = Tensor.Vector<float>([1, -2, 3]);
        var graph = model.Parse().OrThrow().Graph.WithFreeAxes(3);
        var values = model.Parse().OrThrow().Values<float>();
        Samples.Close(
            Probes.OrtCpu.Run(model, [graph.Inputs[0]], [x], graph.Inputs[0].Type),
            Reference.Run(graph, [x, .. graph.Inputs.Skip(1).Select(input => values[input.Variable!.Path])])[0],
            1e-6
        );
    }

    [Fact]
    public void Statistics_for_each_place_are_not_supported()
    {
        var error = OnnxModel.Parse(File(7, "y", [TypedFile.Int("spatial", 0)])).MatchUnsafe(_ => null, error => error);
        Assert.Equal(OnnxModel.UnsupportedCode, error!.Code);
    }

    private static Dictionary<string, Tensor<double>> Run(int opset, string outputs, AttributeProto[] attributes)
    {
        var model = OnnxModel.Parse(File(opset, outputs, attributes)).OrThrow();
        var values = Reference.Run(
            model.Graph,
            [
                Samples.Normal<double>(new(4, 2, 3), 1),
                Tensor.Vector<double>([2, 0.5]),
                Tensor.Vector<double>([1, -1]),
                Tensor.Vector<double>([0.25, 3]),
                Tensor.Vector<double>([1, 1]),
            ]
        );
        return outputs
            .Split(' ')
            .Select((name, i) => KeyValuePair.Create(name, values[i]))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static byte[] File(int opset, string outputs, AttributeProto[] attributes)
    {
        string[] inputs = ["x", "s", "b", "m", "v"];
        return TypedFile.Of(
            [TypedFile.Op("BatchNormalization", string.Join(' ', inputs), outputs, attributes)],
            inputs.Select(name =>
                (name, TensorProto.Types.DataType.Double, name == "x" ? new Shape(4, 2, 3) : new Shape(2))
            ),
            outputs.Split(' ').Select(name => (name, TensorProto.Types.DataType.Double)),
            opset: opset
        );
    }
}
