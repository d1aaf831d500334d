namespace FunctionalNet.OnnxTests.Laws;

/// <summary>The catalogue's examples as test data, and each as a graph of its value and its first derivatives.</summary>
internal static class Catalogue
{
    public static TheoryData<string, string> Examples() =>
        [
            .. Catalog
                .Operators.SelectMany(entry => entry.Examples().Select(example => (entry.Onnx, example.Name)))
                .Distinct(),
        ];

    public static Example Example(string onnx, string name) =>
        Catalog
            .Operators.Where(entry => entry.Onnx == onnx)
            .SelectMany(entry => entry.Examples())
            .First(example => example.Name == name);

    public static Graph ValueAndGradients(Example example)
    {
        var (inputs, output) = example.Trace();
        Expr[] floats = [.. inputs.Where(x => x.IsFloat)];
        return new Graph(
            inputs,
            output.IsFloat && floats.Length > 0
                ? [output, .. Gradient.Of((output * output).ReduceSum(), floats)]
                : [output]
        );
    }
}
