using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Gradients;

/// <summary>Named derivatives of graphs, against closed forms and difference quotients in double.</summary>
public class DerivativesTests
{
    private static readonly Expr X = Expr.Input("x", new(3));
    private static readonly Tensor<double> At = Tensor.Vector(0.3, -1.2, 0.8);

    // Σ x³ + x₀ x₁ x₂, which has a dense Hessian.
    private static Graph Cubic => new([X], [(X * X * X).ReduceSum() + X.ReduceProd()]);

    [Fact]
    public void The_gradient_is_the_closed_form()
    {
        var (a, b, c) = (At[0], At[1], At[2]);
        double[] expected = [(3 * a * a) + (b * c), (3 * b * b) + (a * c), (3 * c * c) + (a * b)];
        Numbers.Close(expected, Run(Cubic.Gradient("x"), At)[0].Doubles(), 1e-12);
        var both = Run(Cubic.ValueAndGradient(), At);
        Assert.Equal((a * a * a) + (b * b * b) + (c * c * c) + (a * b * c), both[0].Span[0], 1e-12);
        Numbers.Close(expected, both[1].Doubles(), 1e-12);
    }

    [Fact]
    public void The_hessian_is_the_closed_form_and_its_product_with_a_vector_too()
    {
        var (a, b, c) = (At[0], At[1], At[2]);
        double[] hessian = [6 * a, c, b, c, 6 * b, a, b, a, 6 * c];
        var graph = Cubic.Hessian("x");
        Assert.Equal(new Shape(3, 3), graph.Outputs[0].Shape);
        Numbers.Close(hessian, Run(graph, At)[0].Doubles(), 1e-12);
        double[] vector = [1, -2, 0.5];
        double[] expected =
        [
            .. Enumerable.Range(0, 3).Select(i => vector.Select((v, j) => hessian[(3 * i) + j] * v).Sum()),
        ];
        Numbers.Close(expected, Run(Cubic.Hvp("x"), At, Tensor.Vector(vector))[0].Doubles(), 1e-12);
    }

    [Fact]
    public void The_jacobian_of_softmax_is_the_closed_form_and_its_products_agree()
    {
        Graph softmax = new([X], [X.Softmax()]);
        double[] p = [.. Run(softmax, At)[0].Doubles()];
        double[] expected = [.. Enumerable.Range(0, 9).Select(i => p[i / 3] * ((i / 3 == i % 3 ? 1 : 0) - p[i % 3]))];
        Numbers.Close(expected, Run(softmax.Jacobian("x"), At)[0].Doubles(), 1e-12);
        double[] v = [0.7, 2, -1];
        Numbers.Close(
            [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Sum(j => expected[(3 * i) + j] * v[j]))],
            Run(softmax.Jvp("x"), At, Tensor.Vector(v))[0].Doubles(),
            1e-12
        );
        Numbers.Close(
            [.. Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 3).Sum(i => expected[(3 * i) + j] * v[i]))],
            Run(softmax.Vjp("x"), At, Tensor.Vector(v))[0].Doubles(),
            1e-12
        );
    }

    [Fact]
    public void Of_a_layer_forward_mode_is_the_difference_quotient()
    {
        var graph = (Dense(4) >> LayerNorm() >> Gelu() >> Dense(2) >> Softmax()).ToGraph(new(5, 3));
        Key key = 3;
        Tensor<double>[] values =
        [
            .. graph.Inputs.Select(input =>
            {
                var value = Tensor.Zeros<double>(input.Shape);
                key.Split(input.Variable!.Path).Uniform<double>(value.Writable);
                return value;
            }),
        ];
        var along = Tensor.Of(new(5, 3), [.. Enumerable.Range(0, 15).Select(i => Math.Sin(i))]);
        const double step = 1e-6;
        var (ahead, behind) = (
            Run(graph, [values[0] + (along * step), .. values[1..]])[0],
            Run(graph, [values[0] - (along * step), .. values[1..]])[0]
        );
        var slope = Run(graph.Jvp("input"), [.. values, along])[0];
        Numbers.Close(((ahead - behind) / (2 * step)).Doubles(), slope.Doubles(), 1e-7);
    }

    [Fact]
    public void Of_a_loss_and_of_a_layer_they_are_graphs_that_become_layers_again()
    {
        var slope = SoftmaxCrossEntropy().ToGraph(new(2, 3), new(2)).Gradient("prediction");
        var y = Run(slope, Tensor.Zeros<double>(new(2, 3)), Tensor.Vector(0.0, 2))[0];
        Numbers.Close([-1 / 3.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, -1 / 3.0], y.Doubles(), 1e-12);

        // d Σ (x w + b) / dx = w for each sample.
        var graph = Dense(1).ToGraph(new(Dim.Named("n"), 2));
        var model = Model.Init<double>(graph.Gradient("input").ToLayer("Slopes"), new(2), key: 1);
        Assert.Equal(["bias", "weight"], model.Values.Keys, StringComparer.Ordinal);
        var weight = model.Values["weight"].ToArray();
        Assert.Equal([.. weight, .. weight], model.Predict(Tensor.Zeros<double>(new(2, 2))).ToArray());
        Assert.Equal("Slopes()", $"{model.Layer}");
    }

    [Fact]
    public void No_gradient_flows_through_what_is_stopped()
    {
        Graph graph = new([X], [(X * X.StopGradient()).ReduceSum()]);
        Numbers.Close(At.Doubles(), Run(graph.Gradient("x"), At)[0].Doubles(), 1e-15);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Cubic.Gradient("y"));
        Assert.Contains("no input 'y', but x", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Cubic.Gradient("x", output: 1));
        Assert.Throws<ArgumentException>(() => Embedding(3, 2).ToGraph(new(4)).Gradient("input"));
        Assert.Throws<ArgumentException>(() => new Graph([X], [X, X]).ToLayer());
        var free = Assert.Throws<ShapeException>(() => Plan<float>.Compile(Dense(1).ToGraph(new(Dim.Named("n"), 2))));
        Assert.Contains("WithFreeAxes", free.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Tensor<double>> Run(Graph graph, params Tensor<double>[] inputs) =>
        Plan<double>.Compile(graph).Run(inputs);
}
