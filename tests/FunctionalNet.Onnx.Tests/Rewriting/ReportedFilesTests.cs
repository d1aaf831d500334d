using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Execution;
using Onnx;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>
/// Files from bug reports, each with an input and the correct outputs: clashes of generated names, weights with several consumers, computed
/// biases, and graph outputs that no node produces.
/// </summary>
public sealed class ReportedFilesTests : IDisposable
{
    private readonly FileInFolder folder = new();

    public static TheoryData<string, string, int?> Quantized { get; } =
    [
        .. from path in Directory.GetDirectories(Cases, "quantize-*").Order(StringComparer.Ordinal)
        from how in (string[])["dynamic", "static"]
        from bits in (int?[])[null, 7, 8]
        select (Path.GetFileName(path), how, bits),
    ];

    private static string Cases => Path.Combine(AppContext.BaseDirectory, "Rewriting", "Cases");

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Is_within_the_error_of_int8(string name, string how, int? bits)
    {
        var (inputs, outputs) = Read(name);
        var samples = Npy.Load(Path.Combine(Cases, name, "inputs.npy")).OrThrow();
        folder.Rewrite(how, samples, bits).OrThrow();

        // 8 signed bits are supported on processors with VNNI only. Elsewhere ONNX Runtime saturates, so that our own executor is used.
        IReadOnlyList<Tensor<float>> given = bits == 8 ? Ours(inputs) : folder.Run("written.onnx", inputs);
        Close(outputs, given, bits == 7 ? 0.025 : 0.015);
    }

    [Theory]
    [InlineData("convert-half-name-clash", "float16", 1e-3)]
    [InlineData("convert-half-name-clash", "bfloat16", 1e-2)]
    [InlineData("convert-output-is-input", "float16", 0)]
    [InlineData("convert-output-is-input", "float32", 0)]
    public void Is_within_the_rounding_of_its_weights(string name, string precision, double tolerance)
    {
        var (inputs, outputs) = Read(name);
        folder
            .Convert(
                new()
                {
                    Precision = Enum.Parse<Precision>(precision, ignoreCase: true),
                    Opset = name == "convert-output-is-input" ? 17 : null,
                }
            )
            .OrThrow();
        Close(outputs, folder.Run("written.onnx", inputs), tolerance);
    }

    [Fact]
    public void A_second_output_is_compared()
    {
        var (_, _) = Read("compare-second-output-d");
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model.onnx"]));
        folder.With(model, "same.onnx");
        Assert.Equal(0, Compared("same.onnx").LargestDifference);

        // Doubles the second output.
        var second = model.Graph.Output[1].Name;
        foreach (var node in model.Graph.Node.Where(node => node.Output[0] == second))
        {
            node.Output[0] = "half";
        }

        model.Graph.Node.Add(Files.Node("Add", second, "half", "half"));
        folder.With(model, "other.onnx");
        var report = Compared("other.onnx");
        Assert.Equal([0, report.LargestDifference], report.Outputs.Select(output => output.Largest));
        Assert.InRange(report.LargestDifference, 0.5, 100);

        ComparisonReport Compared(string other) => OnnxComparison.Of(folder["model.onnx"], folder[other]).OrThrow();
    }

    private ImmutableArray<Tensor<float>> Ours(Tensor<float>[] inputs)
    {
        var written = OnnxModel.Load(folder["written.onnx"]).OrThrow();
        var values = written.Values<float>();
        var graph = written.Graph.WithFreeAxes(inputs[0].Shape[0].Size);
        return Reference.Run(
            graph,
            [.. inputs, .. graph.Inputs.Skip(inputs.Length).Select(stored => values[stored.Variable!.Path])]
        );
    }

    // Copies the case's model to model.onnx.
    private (Tensor<float>[] Inputs, Tensor<float>[] Outputs) Read(string name)
    {
        File.Copy(Path.Combine(Cases, name, "model.onnx"), folder["model.onnx"]);
        var data = Path.Combine(Cases, name, "test_data_set_0");
        return (All("input"), All("output"));

        Tensor<float>[] All(string prefix) =>
            [.. TensorFile.Numbered(data, prefix).Select(path => Single(TensorFile.Load(path).Tensor))];

        static Tensor<float> Single(Tensor<double> tensor) =>
            Tensor.Of(tensor.Shape, [.. tensor.Span.ToArray().Select(value => (float)value)]);
    }

    // The tolerance is relative to the largest element of an output.
    private static void Close(IReadOnlyList<Tensor<float>> right, IReadOnlyList<Tensor<float>> given, double tolerance)
    {
        Assert.Equal(right.Count, given.Count);
        foreach (var (a, b) in right.Zip(given))
        {
            Assert.Equal(a.Shape, b.Shape);
            var largest = a.Span.ToArray().Max(Math.Abs);
            for (var i = 0; i < a.Length; i++)
            {
                Assert.InRange(Math.Abs(a.Span[i] - b.Span[i]), 0, (tolerance * largest) + 1e-6);
            }
        }
    }
}
