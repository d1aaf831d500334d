using System.Collections.Immutable;
using FunctionalNet.Tests.Optimizers;
using Xunit;

namespace FunctionalNet.Tests.Functions;

/// <summary>Values and derivatives of the activations against PyTorch's, including kinks and far tails.</summary>
public class ActivationsAgainstTorchTests
{
    private static readonly Dictionary<string, Func<Expr, Expr>> Ours = new(StringComparer.Ordinal)
    {
        ["Relu"] = x => x.Relu(),
        ["Sigmoid"] = x => x.Sigmoid(),
        ["Tanh"] = x => x.Tanh(),
        ["Softplus"] = x => x.Softplus(),
        ["Gelu"] = x => x.Gelu(),
        ["Gelu tanh"] = x => x.Gelu(approximate: true),
        ["Elu"] = x => x.Elu(),
        ["Elu 0.5"] = x => x.Elu(0.5),
        ["LeakyRelu"] = x => x.LeakyRelu(),
        ["LeakyRelu 0.2"] = x => x.LeakyRelu(0.2),
        ["Softmax"] = x => x.Softmax(),
        ["Softmax columns"] = x => x.Softmax(0),
        ["LogSoftmax"] = x => x.LogSoftmax(),
        ["LogSoftmax columns"] = x => x.LogSoftmax(0),
    };

    private static readonly Dictionary<string, Func<Layer>> Layers = new(StringComparer.Ordinal)
    {
        ["Relu"] = Net.Relu,
        ["Sigmoid"] = Net.Sigmoid,
        ["Tanh"] = Net.Tanh,
        ["Softplus"] = () => Net.Softplus(),
        ["Gelu"] = () => Net.Gelu(),
        ["Elu"] = () => Net.Elu(),
        ["LeakyRelu"] = () => Net.LeakyRelu(),
        ["Softmax"] = () => Net.Softmax(),
    };

    public static TheoryData<string> Names => [.. Torch.Names("activations")];

    public static TheoryData<string> LayerNames => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_slope_are_those_of_PyTorch(string name)
    {
        var record = Torch.Of("activations", name);
        double[] at = record.Doubles("x");
        var isRows = name.Contains("oftmax", StringComparison.Ordinal);
        var shape = isRows ? new Shape(at.Length / 4, 4) : new Shape(at.Length);
        var x = Expr.Input("x", shape);
        var y = Ours[name](x);
        var flow = isRows ? Ops.Constant(shape, [.. Enumerable.Range(1, at.Length).Select(i => (double)i)]) : null;
        var values = Numbers.Values(x, new(shape, at), y, Gradient.Of(y, [x], flow)[0]);
        Numbers.Close(record.Doubles("y"), values[0], 1e-13);
        Numbers.Close(record.Doubles("dx"), values[1], 1e-13);
    }

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void The_layer_is_the_function(string name)
    {
        var record = Torch.Of("activations", name);
        double[] at = record.Doubles("x");
        var width = name == "Softmax" ? 4 : at.Length;
        var model = new Model<double>(Layers[name](), new(width), ImmutableDictionary<string, Tensor<double>>.Empty);
        var y = model.Predict(new(new(at.Length / width, width), at));
        Numbers.Close(record.Doubles("y"), y.Doubles(), 1e-13);
    }
}
