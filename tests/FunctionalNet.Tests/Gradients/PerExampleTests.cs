using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Gradients;

/// <summary>Per-sample gradients, and gradients with respect to intermediate values, in double.</summary>
public class PerExampleTests
{
    private const int Samples = 4;
    private static readonly Dim Batch = Dim.Named("n");

    private static (Layer Layer, Shape Sample, Loss Loss, Shape Target)[] Models { get; } =
    [
        (Dense(5) >> Tanh() >> Dense(3), new(4), SoftmaxCrossEntropy(), Shape.Scalar),
        (Dense(6) >> LayerNorm() >> Gelu() >> Dense(2) >> Softmax(), new(3), MeanSquaredError(), new(2)),
        (
            Conv2d(4, 3, padding: Padding.Same)
                >> Relu()
                >> MaxPool2d(2)
                >> Conv2d(6, 2)
                >> GroupNorm(2)
                >> Flatten()
                >> Dense(3),
            new(2, 6, 6),
            SoftmaxCrossEntropy(),
            Shape.Scalar
        ),
        (ConvTranspose2d(2, 2, stride: 2) >> AveragePool2d(2) >> Flatten(), new(1, 3, 3), MeanSquaredError(), new(18)),
        (
            Embedding(7, 4) >> MultiHeadAttention(2) >> Lambda(x => x.ReduceMean(1)) >> Dense(3),
            new(5),
            SoftmaxCrossEntropy(),
            Shape.Scalar
        ),
        (Lstm(3) >> Dense(2), new(4, 2), Huber(), new(4, 2)),
        (Dense(3), new(2), SoftmaxCrossEntropy(smoothing: 0.1, weights: new(1, 2, 0.5)), Shape.Scalar),
        (Gru(3) >> Dense(1), new(4, 2), BinaryCrossEntropy(), new(4, 1)),
        (BatchNorm() >> Dense(2), new(3), MeanSquaredError() + L2(0.1), new(2)),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Models.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_are_the_gradients_of_batches_of_one_planned_and_eager(int index)
    {
        var (layer, sample, loss, target) = Models[index];
        var graph = layer.ToGraph(new Shape(Batch).Append(sample), loss, new Shape(Batch).Append(target));
        var each = graph.PerExampleGradient(size: Samples);
        string[] paths =
        [
            .. graph
                .Inputs.Select(one => one.Variable!)
                .Where(one => one.Kind == VariableKind.Parameter)
                .Select(one => one.Path),
        ];
        Assert.Equal(paths.Length, each.Outputs.Length);
        var values = Values(graph.WithFreeAxes(Samples));
        var planned = Plan<double>.Compile(each).Run(values);
        var eager = Reference.Run(each, values);
        var alone = graph.WithFreeAxes(1).Gradient(paths);
        for (var i = 0; i < Samples; i++)
        {
            Tensor<double>[] one =
            [
                .. graph.Inputs.Zip(
                    values,
                    (input, value) => input.Variable!.Kind == VariableKind.Input ? value[i..(i + 1)] : value
                ),
            ];
            var expected = Plan<double>.Compile(alone).Run(one);
            for (var p = 0; p < paths.Length; p++)
            {
                Assert.Equal(new Shape(Samples).Append(expected[p].Shape), planned[p].Shape);
                Numbers.Close(expected[p].Doubles(), planned[p].Row(i).Doubles(), 1e-10);
                Numbers.Close(expected[p].Doubles(), eager[p].Row(i).Doubles(), 1e-10);
            }
        }
    }

    [Fact]
    public void Of_a_line_they_are_the_closed_form_on_a_free_axis()
    {
        var graph = Dense(1).ToGraph(new(Batch, 2), MeanSquaredError(), new(Batch, 1));
        var each = graph.PerExampleGradient(["weight", "bias", "input"]);
        Assert.Equal([new(Batch, 2, 1), new(Batch, 1), new(Batch, 2)], each.Outputs.Select(one => one.Shape));
        Tensor<double>[] values =
        [
            Tensor.Of<double>(new(3, 2), 1, 2, -1, 0.5, 3, 0),
            Tensor.Of<double>(new(3, 1), 0.5, 1, -2),
            Tensor.Of<double>(new(2, 1), 0.3, -0.7),
            Tensor.Vector(0.1),
        ];
        var found = Plan<double>.Compile(each.WithFreeAxes(3)).Run(values);
        for (var i = 0; i < 3; i++)
        {
            var (x, y) = (values[0][i, 0], values[0][i, 1]);
            var slope = 2 * ((0.3 * x) - (0.7 * y) + 0.1 - values[1][i, 0]);
            Numbers.Close([slope * x, slope * y], found[0].Row(i).Doubles(), 1e-12);
            Numbers.Close([slope], found[1].Row(i).Doubles(), 1e-12);
            Numbers.Close([slope * 0.3, slope * -0.7], found[2].Row(i).Doubles(), 1e-12);
        }
    }

    [Fact]
    public void Their_mean_is_the_gradient_of_a_mean_and_that_is_the_difference_quotient()
    {
        var graph = (Dense(3) >> Silu() >> Dense(2)).ToGraph(new(Batch, 3), SoftmaxCrossEntropy(), new(Batch));
        var (values, known) = (Values(graph.WithFreeAxes(Samples)), graph.WithFreeAxes(Samples));
        var mean = Plan<double>.Compile(known.Gradient("0/weight")).Run(values)[0];
        var each = Plan<double>.Compile(graph.PerExampleGradient(["0/weight"], size: Samples)).Run(values)[0];
        var weight = graph.Inputs.Select(one => one.Variable!.Path).ToList().IndexOf("0/weight");
        for (var i = 0; i < mean.Length; i++)
        {
            const double step = 1e-6;
            var quotient = (Loss(step) - Loss(-step)) / (2 * step);
            Assert.Equal(quotient, mean.Span[i], 1e-8);
            Assert.Equal(mean.Span[i], Enumerable.Range(0, Samples).Average(sample => each.Row(sample).Span[i]), 1e-12);

            double Loss(double by)
            {
                var moved = values[weight].ToArray();
                moved[i] += by;
                Tensor<double>[] all = [.. values];
                all[weight] = Tensor.Of(values[weight].Shape, moved);
                return Plan<double>.Compile(known).Run(all)[0].Span[0];
            }
        }
    }

    [Fact]
    public void Where_samples_mix_the_error_names_the_operator_and_the_repair()
    {
        var n = new Shape(Batch, 3);
        Mixes((BatchNorm() >> Dense(2)).ToGraph(n, MeanSquaredError(), new(Batch, 2), isTraining: true), "Sub");
        Mixes(Lambda(x => x.CumSum(0)).ToGraph(n), "CumSum");
        Mixes(Lambda(x => x.Softmax(0)).ToGraph(n), "ReduceMax");
        Mixes(Lambda(x => x.MatMul(x.Transpose())).ToGraph(n), "MatMul");
        Mixes(Lambda(x => x.ReduceSumSquare().Sqrt()).ToGraph(n), "Sqrt");
        Mixes(Lambda(x => x.Reshape(3, -1).MatMul(x)).ToGraph(n), "Reshape");
        Mixes(Lambda(x => x / x.ReduceMax([0], keepDims: true)).ToGraph(n), "ReduceMax");
        Mixes((Dense(4) >> Reshape(2, 2)).ToGraph(n, InfoNce(), new(Batch)), "MatMul");
        var error = Assert.Throws<ArgumentException>(() => Dense(2).ToGraph(new(4, 3)).PerExampleGradient());
        Assert.Contains("free axis", error.Message, StringComparison.Ordinal);
        var free = Assert.Throws<ShapeException>(() =>
            (Conv2d(2, 3) >> Flatten() >> Dense(1)).ToGraph(new(Batch, 1, 5, 5)).PerExampleGradient()
        );
        Assert.Contains("PerExampleGradient(size: 32)", free.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_within_has_its_gradient_by_the_path_of_its_layer()
    {
        var graph = (Dense(3) >> Tanh() >> Dense(1)).ToGraph(new(Batch, 2));
        Assert.Equal(["0", "1", "2"], graph.Intermediates.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var known = graph.WithFreeAxes(Samples);
        var values = Values(known);
        var hidden = Plan<double>.Compile(new(known.Inputs, [known.Intermediates["1"]])).Run(values)[0];
        var found = Plan<double>.Compile(known.Gradient(["1", "0"])).Run(values);
        var weight = values[known.Inputs.Select(one => one.Variable!.Path).ToList().IndexOf("2/weight")];
        for (var i = 0; i < Samples; i++)
        {
            Numbers.Close(weight.Doubles(), found[0].Row(i).Doubles(), 1e-12);
            double[] through = [.. weight.ToArray().Select((w, j) => w * (1 - (hidden[i, j] * hidden[i, j])))];
            Numbers.Close(through, found[1].Row(i).Doubles(), 1e-12);
        }

        var one = Plan<double>.Compile(graph.PerExampleGradient(["1"], size: Samples)).Run(values)[0];
        Numbers.Close(found[0].Doubles(), one.Doubles(), 1e-12);
        var error = Assert.Throws<ArgumentException>(() => graph.Gradient("2/wight"));
        Assert.Contains("within it the values 0, 1, 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 2/weight?", error.Message, StringComparison.Ordinal);
    }

    private static void Mixes(Graph graph, string operation)
    {
        var error = Assert.Throws<ShapeException>(() => graph.PerExampleGradient(["input"]));
        Assert.Contains($"axis 'n' mix in {operation}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Repair", error.Message, StringComparison.Ordinal);
    }

    // Values between 0 and 1; 0 or 1 for integer inputs.
    private static Tensor<double>[] Values(Graph graph) =>
        [
            .. graph.Inputs.Select(input =>
            {
                var value = Tensor.Zeros<double>(input.Shape);
                ((Key)7).Split(input.Variable!.Path).Uniform<double>(value.Writable);
                return input.IsFloat
                    ? value
                    : Tensor.Of(value.Shape, [.. value.ToArray().Select(one => Math.Round(one))]);
            }),
        ];
}
