using Onnx;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>Comparison of two files over all of their outputs.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly FileInFolder folder = new();
    private readonly Tensor<float> samples = Tensor.Of<float>(new(2, 2), 1, 2, 3, 4);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_largest_difference_of_all_outputs_is_that_of_the_files()
    {
        var report = Compare(Two("y", "z", 1), Two("y", "z", 1.5f)).OrThrow();
        Assert.Equal(2, report.LargestDifference, 1e-6);
        Assert.Equal((0 + 0.5 + 1 + 1.5 + 2) / 8, report.MeanDifference, 1e-6);
        Assert.Equal(["y", "z"], report.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        Assert.Equal([0, 2], report.Outputs.Select(output => output.Largest));
        Assert.Equal([0, 0.625 * 2], report.Outputs.Select(output => output.Mean));
        Assert.Equal(2.0 / 5, report.Outputs[1].Relative, 1e-6);
    }

    [Fact]
    public void Outputs_are_matched_by_name_or_in_order()
    {
        var (model, turned) = (Two("y", "z", 2), Two("y", "z", 2));
        (turned.Graph.Output[0], turned.Graph.Output[1]) = (
            turned.Graph.Output[1].Clone(),
            turned.Graph.Output[0].Clone()
        );
        Assert.Equal(0, Compare(model, turned).OrThrow().LargestDifference);
        Assert.Equal(0, Compare(model, Two("a", "b", 2)).OrThrow().LargestDifference);
        var one = Two("y", "z", 2);
        one.Graph.Output.RemoveAt(1);
        Compare(model, one).ErrorOf().Says("[y, z]", "[y]");
    }

    [Fact]
    public void Inputs_are_matched_by_name()
    {
        var (model, turned) = (Difference(), Difference());
        (turned.Graph.Input[0], turned.Graph.Input[1]) = (turned.Graph.Input[1].Clone(), turned.Graph.Input[0].Clone());
        folder.With(model, "a.onnx").With(turned, "b.onnx");
        Assert.Equal(0, OnnxComparison.Of(folder["a.onnx"], folder["b.onnx"]).OrThrow().LargestDifference);

        static ModelProto Difference()
        {
            var model = Files.Of(Files.Node("Sub", "y", "x", "x2"));
            model.Graph.Input.Add(Files.Info("x2", "batch", 2));
            model.Graph.Output[0] = Files.Info("y", "batch", 2);
            return model;
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 0)]
    [InlineData(float.NaN, float.NaN, 0)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, 1f, double.PositiveInfinity)]
    [InlineData(1f, float.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(float.NaN, 1f, double.NaN)]
    [InlineData(1f, float.NaN, double.NaN)]
    public void Only_an_infinity_is_an_infinity(float first, float second, double difference)
    {
        var report = Compare(Two("y", "z", first), Two("y", "z", second)).OrThrow();
        Assert.Equal(difference, report.LargestDifference);
    }

    [Fact]
    public void Texts_and_whole_numbers_are_outputs_too()
    {
        var training = Training.Of(Net.Dense(2), Net.SoftmaxCrossEntropy(), Net.Sgd(0.1));
        var model = training.Init(1, new(2)).Model;
        model.SaveOnnx(folder["a.onnx"], new() { Labels = ["cat", "dog"], LabelOutput = true }).OrThrow();
        model.SaveOnnx(folder["b.onnx"], new() { Labels = ["cat", "cow"], LabelOutput = true }).OrThrow();
        var report = OnnxComparison.Of(folder["a.onnx"], folder["b.onnx"]).OrThrow();
        Assert.Equal(
            ["output", "class", "label"],
            report.Outputs.Select(output => output.Name),
            StringComparer.Ordinal
        );
        Assert.Equal([0, 0, 1], report.Outputs.Select(output => output.Largest));
        Assert.Equal(0, OnnxComparison.Of(folder["a.onnx"], folder["a.onnx"]).OrThrow().LargestDifference);
    }

    [Fact]
    public void A_model_of_batches_of_one_size_sees_all_samples()
    {
        var model = Two("y", "z", 1);
        foreach (var value in model.Graph.Input.Concat(model.Graph.Output))
        {
            value.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
        }

        Assert.Equal(2, Compare(model, model).OrThrow().Samples);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(2)]
    public void What_was_made_for_one_size_of_batches_shows_at_another(int size)
    {
        // One model accepts any batch size; the other has its batch size baked in.
        var (any, one) = (Files.Of(Files.Node("Identity", "y", "x")), Baked(size));
        any.Graph.Output[0] = one.Graph.Output[0] = Files.Info("y", "batch", 2);
        folder.With(any, "a.onnx").With(one, "b.onnx");
        var given = size == 2 ? samples : null;
        OnnxComparison.Of(folder["a.onnx"], folder["b.onnx"], given).ErrorOf().Says("b.onnx");

        // If both models fail at another batch size, that is no difference between them.
        OnnxComparison.Of(folder["b.onnx"], folder["b.onnx"], given).OrThrow();

        static ModelProto Baked(int size) =>
            Files.Of(Files.Node("Reshape", "y", "x", "shape")).With(Files.Longs("shape", size, 2));
    }

    private LanguageExt.Either<LanguageExt.Common.Error, ComparisonReport> Compare(ModelProto a, ModelProto b)
    {
        folder.With(a, "a.onnx").With(b, "b.onnx");
        return OnnxComparison.Of(folder["a.onnx"], folder["b.onnx"], samples);
    }

    // Two outputs: x itself, and x times a factor.
    private static ModelProto Two(string first, string second, float factor)
    {
        var model = Files
            .Of(Files.Node("Identity", first, "x"), Files.Node("Mul", second, "x", "k"))
            .With(Files.Floats("k", [], factor));
        model.Graph.Output[0] = Files.Info(first, "batch", 2);
        model.Graph.Output.Add(Files.Info(second, "batch", 2));
        return model;
    }
}
