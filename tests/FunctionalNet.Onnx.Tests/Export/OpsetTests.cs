using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Whole models exported in other opsets, and with model-local functions.</summary>
public sealed class OpsetTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    public static TheoryData<string, int> Models { get; } =
    [.. from name in OnnxTests.Models.All.Keys from opset in (int[])[11, 13, 17, 18, 24, 26] select (name, opset)];

    private string File => Path.Combine(folder.FullName, "model.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_in_an_opset_gives_the_same(string name, int opset)
    {
        var report = OnnxTests.Models.Of(name).SaveOnnx(File, new() { Opset = opset }).OrThrow();
        Assert.Equal(opset, report.Opset);
        Assert.Equal(
            opset switch
            {
                11 => 6,
                13 => 7,
                17 or 18 => 8,
                _ => 10,
            },
            OnnxSummary.Load(File).OrThrow().IrVersion
        );
    }

    [Fact]
    public void An_operator_that_an_opset_lacks_is_its_body()
    {
        Assert.Contains("Erf", Operators(new() { Opset = 19 }));
        Assert.Contains("Gelu", Operators(new() { Opset = 20 }));
        Assert.DoesNotContain("RMSNormalization", Operators(new() { Opset = 22 }));
        Assert.Contains("RMSNormalization", Operators(new() { Opset = 23 }));

        static string Operators(ExportOptions options) =>
            string.Join(
                ' ',
                OnnxExport
                    .Of(
                        Training
                            .Of(Gelu() >> RmsNorm() >> Dense(2), MeanSquaredError(), Sgd(0.1))
                            .Init(1, new(3))
                            .Model,
                        options
                    )
                    .Graph.Node.Select(node => node.OpType)
            );
    }

    [Fact]
    public void What_an_opset_cannot_say_is_an_error_with_operator_and_layer()
    {
        var layer =
            Dense(3)
            >> Named(
                "sums",
                Lambda(x =>
                    x.ScatterElements(x.ArgMax(-1).Unsqueeze(-1), x.ReduceSum([-1], keepDims: true), 1, add: true)
                )
            );
        var model = Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, new(3)).Model;
        var error = model.SaveOnnx(File, new() { Opset = 15 }).ErrorOf();
        Assert.Contains("'sums'", error, StringComparison.Ordinal);
        Assert.Contains("ScatterElements", error, StringComparison.Ordinal);
        Assert.Contains("needs opset 16", error, StringComparison.Ordinal);
        model.SaveOnnx(File, new() { Opset = 16 }).OrThrow();
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ToOnnx(new() { Opset = 10 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ToOnnx(new() { Opset = 27 }));
    }

    [Fact]
    public void A_function_is_written_once_and_called()
    {
        var model = Training
            .Of(Dense(4) >> RmsNorm() >> Dense(4) >> RmsNorm(), MeanSquaredError(), Sgd(0.1))
            .Init(1, new(3))
            .Model;
        var proto = OnnxExport.Of(model, new() { Functions = true });
        Assert.Equal(["RMSNormalization"], proto.Functions.Select(function => function.Name), StringComparer.Ordinal);
        Assert.Equal(
            ["MatMul", "Add", "RMSNormalization", "MatMul", "Add", "RMSNormalization"],
            proto.Graph.Node.Select(node => node.OpType),
            StringComparer.Ordinal
        );
        Assert.Equal("functionalnet", proto.Graph.Node[2].Domain);
        model.SaveOnnx(File, new() { Functions = true }).OrThrow();
        Assert.Empty(OnnxExport.Of(model).Functions);
    }
}
