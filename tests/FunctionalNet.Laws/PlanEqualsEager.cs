using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>
/// Law 8 for the planner: fusion, reordering, threading and buffer reuse change no bit compared to running the operators one by one.
/// </summary>
public class PlanEqualsEager
{
    private const int Steps = 2;

    public static TheoryData<string, string> Examples { get; } = Laws.Examples();

    public static TheoryData<string> Layers { get; } = Inventory.Names(Inventory.Layers);

    public static TheoryData<string> Optimizers { get; } = Inventory.Names(Inventory.Optimizers);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_operator_and_its_gradients(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        var floats = inputs.Where(x => x.IsFloat).ToArray();
        Same(
            new Graph(
                inputs,
                output.IsFloat && floats.Length > 0
                    ? [output, .. Gradient.Of((output * output).ReduceSum(), floats)]
                    : [output]
            ),
            Samples.Draw<float>(example, 1)
        );
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_training_step_of_a_layer(string name)
    {
        var (layer, free) = Inventory.Layers[name];
        var shape = new Shape([
            .. free.Select(
                (dim, axis) =>
                    dim.IsKnown ? dim
                    : axis == 0 ? 37
                    : 6
            ),
        ]);
        var trace = new Trace(isTraining: true);
        var x = Expr.Input("x", shape, layer.InputType);
        var y = layer.Apply(trace.Root, x);
        var inputs = trace.Variables.Prepend(x).ToArray();
        Expr[] sources = [.. inputs.Where(input => input.IsFloat && input.Variable!.Kind != VariableKind.Noise)];
        Same(
            new Graph(inputs, [y, .. Gradient.Of((y * y).ReduceMean(), sources), .. trace.Nexts.Values]),
            [
                .. inputs.Select(input =>
                    Samples.Draw<float>(
                        new Domain(input.Shape)
                        {
                            Element = input.Type.Element,
                            Low = input.IsFloat ? -1 : 0,
                            High = input.IsFloat ? 1 : 4,
                        },
                        new Random((int)input.Id)
                    )
                ),
            ]
        );
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Training_steps_of_an_optimizer(string optimizer)
    {
        var run = Run.Of(["dense", "gelu", "dropout", "wide", "softmax", "residual"], optimizer, 8, 11);
        var training = run.Training<float>(threads: 2);
        Batch<float>[] batches = [.. run.Batches<float>().Take(Steps)];
        Assert.Null(
            States.Difference(
                training.Eager.Fold(run.Start(training), batches),
                training.Fold(run.Start(training), batches)
            )
        );
    }

    // The kernel depends on the shapes and on which operand is transposed.
    [Theory]
    [InlineData(1, 300, 200)]
    [InlineData(8, 784, 10)]
    [InlineData(17, 1000, 33)]
    [InlineData(64, 300, 16)]
    [InlineData(128, 256, 512)]
    [InlineData(7, 2000, 1)]
    [InlineData(1, 1000, 1)]
    [InlineData(300, 1, 200)]
    public void A_product_of_transposed_matrices(int m, int k, int n)
    {
        foreach (var (left, right) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var a = Expr.Input("a", left ? new(k, m) : new(m, k));
            var b = Expr.Input("b", right ? new(n, k) : new(k, n));
            var product = (left ? a.Transpose() : a).MatMul(right ? b.Transpose() : b);
            var random = new Random(k);
            Same(
                new Graph([a, b], [(product + 1).Relu(), product.Tanh()]),
                [Samples.Draw<float>(new Domain(a.Shape), random), Samples.Draw<float>(new Domain(b.Shape), random)]
            );
        }
    }

    [Fact]
    public void A_prediction_depth_first()
    {
        var layer = Conv2d(8, 3) >> Relu() >> MaxPool2d(2) >> Conv2d(16, 3) >> BatchNorm() >> Gelu() >> MaxPool2d(2);
        var trace = new Trace(isTraining: false);
        var x = Expr.Input("x", new(33, 1, 28, 28));
        var y = (layer >> Flatten() >> Dense(10)).Apply(trace.Root, x);
        var random = new Random(1);
        Same(
            new Graph([x, .. trace.Variables], [y]),
            [
                .. trace
                    .Variables.Prepend(x)
                    .Select(input => Samples.Draw<float>(new Domain(input.Shape, 0.1, 1), random)),
            ]
        );
    }

    private static void Same(Graph graph, IReadOnlyList<Tensor<float>> values)
    {
        var expected = Eager.Run(graph, values);
        var actual = Plan<float>.Compile(graph, threads: 2).Run(values);
        for (var i = 0; i < expected.Length; i++)
        {
            Laws.Identical(expected[i], actual[i]);
        }
    }
}
