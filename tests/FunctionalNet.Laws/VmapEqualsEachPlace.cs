using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>An operator with a mapped axis gives at each index the result for the operands at that index.</summary>
public class VmapEqualsEachPlace
{
    private const int Places = 3;

    public static TheoryData<string, string> Examples { get; } = Laws.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void For_all_operands_and_for_each_alone(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        var graph = new Graph(inputs, [output]);
        var each = Enumerable.Range(0, Places).Select(place => Samples.Draw<double>(example, place)).ToArray();
        IEnumerable<int[]> choices =
        [
            [.. Enumerable.Range(0, inputs.Length)],
            .. Enumerable.Range(0, inputs.Length).Select(i => new[] { i }),
        ];
        foreach (var chosen in choices)
        {
            var mapped = graph.Vmap(Places, [.. chosen.Select(i => inputs[i].Variable!.Path)]);
            Tensor<double>[] given =
            [
                .. inputs.Select(
                    (input, i) =>
                        chosen.Contains(i)
                            ? Tensor.Of(
                                new Shape(Places).Append(input.Shape),
                                [.. each.SelectMany(one => one[i].ToArray())]
                            )
                            : each[0][i]
                ),
            ];
            double[] expected =
            [
                .. each.SelectMany(one =>
                    Reference
                        .Run(graph, [.. inputs.Select((_, i) => chosen.Contains(i) ? one[i] : each[0][i])])[0]
                        .ToArray()
                ),
            ];
            var shape = new Shape(Places).Append(output.Shape);
            Laws.Close(Tensor.Of(shape, expected), Reference.Run(mapped, given)[0], 1e-9);
            Laws.Close(Tensor.Of(shape, expected), Plan<double>.Compile(mapped).Run(given)[0], 1e-9);
        }
    }
}
