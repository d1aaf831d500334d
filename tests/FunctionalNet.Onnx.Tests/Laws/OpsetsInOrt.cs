using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>
/// Law 7 for other opsets and forms: the catalogue exported for older and newer runtimes, and with model-local functions, gives the
/// reference executor's results, or an error that names the operator.
/// </summary>
public class OpsetsInOrt
{
    // Operators that these opsets lack or restrict: Pow on integers, ScatterElements with addition, and Reshape to an empty axis came
    // later.
    private static readonly Dictionary<int, string[]> Impossible = new()
    {
        [11] = ["BitwiseAnd", "Pow", "Reshape", "ScatterElements"],
        [13] = ["BitwiseAnd", "Reshape", "ScatterElements"],
        [17] = ["BitwiseAnd"],
    };

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(26)]
    public void Every_operator_in_an_opset(int opset)
    {
        var impossible = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, graph, example) in Graphs())
        {
            try
            {
                Hold(graph, example, new() { Opset = opset });
            }
            catch (InvalidOperationException error)
                when (error.Message.Contains($"the file is to be of opset {opset}", StringComparison.Ordinal))
            {
                impossible.Add(
                    error.Message[..error.Message.IndexOf(" in this form", StringComparison.Ordinal)].Split(' ')[^1]
                );
            }
        }

        Assert.Equal(Impossible.GetValueOrDefault(opset, []), impossible, StringComparer.Ordinal);
    }

    [Fact]
    public void Every_function_as_a_function_of_the_model()
    {
        var called = 0;
        foreach (var (_, graph, example) in Graphs())
        {
            called += Hold(graph, example, new() { Functions = true });
        }

        Assert.InRange(called, 20, int.MaxValue);
    }

    private static IEnumerable<(string Name, Graph Graph, Example Example)> Graphs() =>
        from entry in Catalog.Operators
        from example in entry.Examples()
        let trace = example.Trace()
        select ($"{entry.Onnx}, {example.Name}", new Graph(trace.Inputs, [trace.Output]), example);

    private static int Hold(Graph graph, Example example, ExportOptions options)
    {
        var model = OnnxExport.Of(graph, new Dictionary<string, Tensor<float>>(StringComparer.Ordinal), options);
        var inputs = Samples.Draw<float>(example);
        using var predictor = OnnxPredictor
            .Load(Google.Protobuf.MessageExtensions.ToByteArray(model), threads: 1)
            .OrThrow();
        Samples.Close(Reference.Run(graph, inputs), predictor.Run(inputs), Math.Max(example.Tolerance, 2e-5));
        return model.Functions.Count;
    }
}
