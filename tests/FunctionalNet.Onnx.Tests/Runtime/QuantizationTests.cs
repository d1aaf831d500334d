using Google.Protobuf;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>Models quantized to int8 against their float32 originals.</summary>
public sealed class QuantizationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    public static TheoryData<string, bool> Kinds { get; } =
    [
        .. from layers in (string[])["dense", "convolution", "sequence"]
        from isStatic in (bool[])[false, true]
        select (layers, isStatic),
    ];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Outputs_stay_close_and_classes_the_same(string layers, bool isStatic)
    {
        var (layer, sample) = layers switch
        {
            "dense" => (Dense(64) >> Relu() >> Dense(4), new Shape(2)),
            "convolution" => (
                Lambda(x => x.Reshape(0, 1, 1, 2).Expand(new(x.Shape[0], 1, 3, 2)))
                    >> Conv2d(8, 2, padding: Padding.Same)
                    >> Relu()
                    >> Flatten()
                    >> Dense(4),
                new Shape(2)
            ),
            _ => (Lambda(x => x.Unsqueeze(1)) >> Dense(32) >> Tanh() >> Flatten() >> Dense(4), new Shape(2)),
        };
        var points = Samples.Normal<float>(new(400, 2), 5);
        var quadrants = Tensor.Vector([
            .. Enumerable.Range(0, 400).Select(i => (points[i, 0] > 0 ? 1f : 0f) + (points[i, 1] > 0 ? 2f : 0f)),
        ]);
        var data = new Dataset<float>(points, quadrants);
        var training = Training.Of(layer, SoftmaxCrossEntropy(), Adam(0.02));
        var trained = training.Fold(training.Init(2, sample), data.Shuffle(1).Batches(50).Repeat(epochs: 15));
        trained.Model.SaveOnnx(At("float.onnx")).OrThrow();

        var report = OnnxQuantization
            .Quantize(
                At("float.onnx"),
                At("int8.onnx"),
                new()
                {
                    Calibration = isStatic ? points : null,
                    Samples = points,
                    Labels = quadrants,
                }
            )
            .OrThrow();

        Assert.Equal(400, report.Samples);
        Assert.InRange(report.LargestDifference, 1e-4, 0.6);
        Assert.InRange(report.MeanDifference, 1e-6, 0.1);
        Assert.InRange(report.SameClass, 0.97, 1);
        Assert.InRange(report.Accuracy!.Value.First, 0.95, 1);
        Assert.InRange(report.Accuracy.Value.Second, 0.94, 1);
        Assert.Contains("accuracy", report.ToString(), StringComparison.Ordinal);
        var operators = OnnxSummary
            .Load(At("int8.onnx"))
            .OrThrow()
            .Nodes.Select(node => node.Operator)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains(isStatic ? "QuantizeLinear" : "DynamicQuantizeLinear", operators);
        Assert.Equal(isStatic, operators.Contains("MatMul"));
    }

    [Fact]
    public void Weights_are_a_quarter_of_the_size()
    {
        var model = Training.Of(Dense(500), MeanSquaredError(), Sgd(0.1)).Init(1, new(400)).Model;
        model.SaveOnnx(At("float.onnx")).OrThrow();
        var report = OnnxQuantization.Quantize(At("float.onnx"), At("int8.onnx")).OrThrow();
        Assert.InRange(report.Bytes.Second, report.Bytes.First / 4.2, report.Bytes.First / 3.8);
        Assert.InRange(report.LargestDifference, 1e-4, 0.1);
        OnnxQuantization.Quantize(At("float.onnx"), At("again.onnx")).OrThrow();
        Assert.Equal(File.ReadAllBytes(At("int8.onnx")), File.ReadAllBytes(At("again.onnx")));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void A_strangers_Gemm_with_a_bias_is_quantized_too(int turned, bool isStatic)
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = new GraphProto { Name = "gemm" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        var node = new NodeProto
        {
            OpType = "Gemm",
            Name = "fc",
            Input = { "x", "w", "b" },
            Output = { "y" },
        };
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "transB",
                Type = AttributeProto.Types.AttributeType.Int,
                I = turned,
            }
        );
        model.Graph.Node.Add(node);
        Shape w = turned == 1 ? new(5, 7) : new(7, 5);
        var type = new TensorType(w);
        model.Graph.Initializer.Add(
            FunctionalNet.Export.Tensors.Of("w", type, Samples.Normal<float>(w, 3).Span, Precision.Float32)
        );
        model.Graph.Initializer.Add(
            FunctionalNet.Export.Tensors.Of(
                "b",
                new(new Shape(5)),
                Samples.Normal<float>(new(5), 4).Span,
                Precision.Float32
            )
        );
        var batch = Dim.Named("batch");
        model.Graph.Input.Add(FunctionalNet.Export.Tensors.Info("x", new(new Shape(batch, 7)), Precision.Float32));
        model.Graph.Output.Add(FunctionalNet.Export.Tensors.Info("y", new(new Shape(batch, 5)), Precision.Float32));
        File.WriteAllBytes(At("gemm.onnx"), model.ToByteArray());
        var x = Samples.Normal<float>(new(64, 7), 6);
        var options = new QuantizationOptions { Calibration = isStatic ? x : null, Samples = x };
        var report = OnnxQuantization.Quantize(At("gemm.onnx"), At("int8.onnx"), options).OrThrow();
        Assert.InRange(report.LargestDifference, 1e-4, 0.2);
    }

    [Fact]
    public void What_cannot_be_quantized_is_an_error_and_nothing_is_written()
    {
        var relu = Training.Of(Relu(), MeanSquaredError(), Sgd(0.1)).Init(1, new(4)).Model;
        relu.SaveOnnx(At("relu.onnx")).OrThrow();
        Says("nothing to quantize", OnnxQuantization.Quantize(At("relu.onnx"), At("int8.onnx")));
        Says("missing.onnx", OnnxQuantization.Quantize(At("missing.onnx"), At("int8.onnx")));
        Models.Of("linear").SaveOnnx(At("old.onnx"), new() { Opset = 11 }).OrThrow();
        var calibrated = new QuantizationOptions { Calibration = Samples.Normal<float>(new(4, 4), 1) };
        Says("opset 11", OnnxQuantization.Quantize(At("old.onnx"), At("int8.onnx"), calibrated));
        Models.Of("linear").SaveOnnx(At("linear.onnx")).OrThrow();
        var wide = new QuantizationOptions { Calibration = Samples.Normal<float>(new(4, 9), 1) };
        Says("calibration", OnnxQuantization.Quantize(At("linear.onnx"), At("int8.onnx"), wide));
        Assert.False(File.Exists(At("int8.onnx")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantizationOptions { SignedBits = 4 });
    }

    private static void Says(string part, LanguageExt.Either<LanguageExt.Common.Error, ComparisonReport> result) =>
        Assert.Contains(part, result.ErrorOf(), StringComparison.Ordinal);

    private string At(string name) => Path.Combine(folder.FullName, name);
}
