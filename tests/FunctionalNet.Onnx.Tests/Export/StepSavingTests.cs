using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Exported files of whole training steps.</summary>
public sealed class StepSavingTests : IDisposable
{
    private static readonly Training<float> Training = FunctionalNet.Training.Of(
        BatchNorm() >> Dense(5) >> Gelu() >> Dropout(0.2) >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(0.01)
    );

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private static Batch<float> Rows =>
        Batch.Of(Samples.Normal<float>(new(7, 4), 8), Tensor.Vector(0f, 1f, 2f, 1f, 0f, 2f, 1f));

    private string File => Path.Combine(folder.FullName, "step.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_step_is_written_for_any_batch_and_tried_on_two()
    {
        var report = Training.ToOnnx(File, Training.Init(1, new(4)), Rows).OrThrow();

        Assert.Equal([7, 4], report.Batches);
        Assert.Equal(4 + 4 + 20 + 5 + 15 + 3, report.Parameters);
        Assert.InRange(report.LargestDifference, 0, 1e-4);
        Assert.Equal("input: Float[batch, 4]", report.Inputs[0].ToString());
        Assert.Equal("target: Int64[batch]", report.Inputs[1].ToString());
        Assert.Contains(
            "3/noise: Float[batch, 5]",
            report.Inputs.Select(one => one.ToString()),
            StringComparer.Ordinal
        );
        Assert.Equal("loss: Float[]", report.Outputs[0].ToString());
        Assert.Equal(new FileInfo(File).Length, report.Bytes);
        Assert.Equal([File], Directory.GetFileSystemEntries(folder.FullName));
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        Assert.Contains("Adam", predictor.Metadata["recipe"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_start_is_a_model_without_inputs()
    {
        var start = Training.Init(1, new(4));
        using var predictor = OnnxPredictor.Load(start.ToOnnx()).OrThrow();
        Assert.Empty(predictor.Inputs);
        Assert.Equal(start.Values.Keys.ToArray(), predictor.Outputs.Select(one => one.Name).ToArray());
        Samples.Close([.. start.Values.Values], predictor.Run(), 0);
    }

    [Fact]
    public void Where_onnx_runtime_does_not_agree_nothing_is_written()
    {
        var error = Training.ToOnnx(File, Training.Init(1, new(4)), Rows, new() { Tolerance = -1 }).ErrorOf();
        Assert.Contains("not written", error, StringComparison.Ordinal);
        Assert.Contains("'loss' of step 0 for a batch of 7", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }
}
