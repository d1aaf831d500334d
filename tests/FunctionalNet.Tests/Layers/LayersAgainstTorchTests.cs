using System.Text.Json;
using FunctionalNet.Execution;
using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Outputs, gradients and running statistics of layers against PyTorch's, recorded by record_layers.py.</summary>
public class LayersAgainstTorchTests
{
    private static readonly JsonElement Record = JsonDocument.Parse(Resources.Text("layers.json")).RootElement;

    private static readonly Dictionary<string, Layer> Ours = new(StringComparer.Ordinal)
    {
        ["LayerNorm"] = LayerNorm(),
        ["LayerNorm of two axes"] = LayerNorm(2, epsilon: 0.01),
        ["GroupNorm"] = GroupNorm(2),
        ["InstanceNorm"] = InstanceNorm(),
        ["BatchNorm"] = BatchNorm(),
        ["BatchNorm of images"] = BatchNorm(momentum: 0.3),
        ["Embedding"] = Embedding(5, 3),
        ["PixelShuffle"] = PixelShuffle(2),
        ["Upsample"] = Upsample(3),
        ["MultiHeadAttention"] = MultiHeadAttention(2),
        ["MultiHeadAttention causal"] = MultiHeadAttention(3, causal: true),
        ["TransformerBlock"] = TransformerBlock(2, hidden: 7),
        ["Lstm"] = Lstm(4),
        ["Lstm both ways"] = Lstm(3, Direction.Bidirectional),
        ["Gru"] = Gru(4),
        ["Gru both ways"] = Gru(3, Direction.Bidirectional),
        ["Rnn"] = Rnn(4),
    };

    public static TheoryData<string> Names => [.. Record.EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_slopes_and_statistics_are_those_of_PyTorch(string name)
    {
        var (record, layer) = (Record.GetProperty(name), Ours[name]);
        var shape = Shape.Of([.. record.Doubles("shape").Select(size => (int)size)]);
        var trace = new Trace(isTraining: true);
        var x = Expr.Input("x", shape, layer.InputType);
        var y = layer.Apply(trace.Root, x);
        var flow = Ops.Constant(y.Shape, [.. Enumerable.Range(1, y.Shape.Size).Select(i => Math.Sin(i))]);
        Expr[] parameters = [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter)];
        Expr[] slots = [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Slot)];
        Expr[] sources = x.IsFloat ? [x, .. parameters] : parameters;
        var graph = new Graph(
            [x, .. parameters, .. slots],
            [y, .. Gradient.Of(y, sources, flow), .. slots.Select(slot => trace.Nexts[slot])]
        );
        Tensor<double>[] values =
        [
            new(shape, record.Doubles("x")),
            .. parameters.Select(parameter => Value(record.GetProperty("parameters"), parameter)),
            .. slots.Select(slot => Start(slot)),
        ];
        string[] expected = [.. parameters.Select(parameter => parameter.Variable!.Path)];
        Assert.Equal(
            record.GetProperty("parameters").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal),
            expected.Order(StringComparer.Ordinal)
        );

        var results = Plan<double>.Compile(graph).Run(values);

        Numbers.Close(record.Doubles("y"), results[0].Doubles(), 1e-11);
        var next = 1;
        if (x.IsFloat)
        {
            Numbers.Close(record.Doubles("dx"), results[next++].Doubles(), 1e-10);
        }

        foreach (var parameter in parameters)
        {
            var slope = record.GetProperty("slopes").Doubles(parameter.Variable!.Path);
            Numbers.Close(slope, results[next++].Doubles(), 1e-10);
        }

        foreach (var slot in slots)
        {
            Numbers.Close(record.GetProperty("slots").Doubles(slot.Variable!.Path), results[next++].Doubles(), 1e-12);
        }
    }

    private static Tensor<double> Value(JsonElement values, Expr parameter) =>
        new(parameter.Shape, values.Doubles(parameter.Variable!.Path));

    private static Tensor<double> Start(Expr slot)
    {
        var start = new Tensor<double>(slot.Shape);
        slot.Variable!.Initializer!.Fill(slot.Shape, 1, start.Writable);
        return start;
    }
}
