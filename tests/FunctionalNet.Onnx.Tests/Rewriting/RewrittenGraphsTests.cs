using FunctionalNet.Rewriting;
using Onnx;

namespace FunctionalNet.OnnxTests.Rewriting;

/// <summary>Rewriting of graphs whose values have many consumers and whose names clash with the ones a rewriting generates.</summary>
public sealed class RewrittenGraphsTests : IDisposable
{
    private readonly FileInFolder folder = new();
    private readonly Tensor<float> samples = Samples.Normal<float>(new(32, 8), 5);

    public static TheoryData<string, string> Cases { get; } =
    [.. from name in Graphs.All.Keys from how in FileInFolder.Rewritings select (name, how)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_reader_still_reads_what_it_read(string name, string how)
    {
        var report = folder.With(Graphs.All[name]()).Rewrite(how, samples).OrThrow();
        Assert.All(report.Outputs, output => Assert.InRange(output.Relative, 0, how == "float16" ? 2e-3 : 0.05));
        var written = folder.Written();
        var changed = how is "dynamic" or "static" ? "DequantizeLinear or MatMulInteger" : "Cast";
        Assert.Contains(written.Graph.Node, node => changed.Contains(node.OpType, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Made_up_names_are_unique_whatever_names_the_file_has(string name, string how)
    {
        var right = Rewritten(Graphs.All[name](), how);
        var pool = Names(folder.Written().Graph)
            .Except(Names(Graphs.All[name]().Graph), StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(pool);
        for (var seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            var model = Graphs.All[name]();
            string[] values =
            [
                .. Subgraphs
                    .Values(model.Graph)
                    .Distinct(StringComparer.Ordinal)
                    .Except(["x", "y", string.Empty], StringComparer.Ordinal),
            ];
            string[] taken = [.. pool];
            random.Shuffle(taken);
            var names = values
                .Zip(taken.Concat(values.Select(value => $"{value} {seed}")))
                .ToDictionary(StringComparer.Ordinal);
            Rename(model, name => names.GetValueOrDefault(name, name));
            Assert.Equal(right, Rewritten(model, how));
            pool =
            [
                .. pool.Union(
                    Names(folder.Written().Graph).Except(["x", "y"], StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
            ];
        }
    }

    // Renaming must not change a bit of the output.
    private float[] Rewritten(ModelProto model, string how)
    {
        folder.With(model).Rewrite(how, samples).OrThrow();
        var names = Names(folder.Written().Graph, own: true);
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names, StringComparer.Ordinal);
        return [.. folder.Run("written.onnx", samples)[0].Span];
    }

    private static List<string> Names(GraphProto graph, bool own = false) =>
        own
            ?
            [
                .. graph.Input.Select(input => input.Name),
                .. graph.Initializer.Select(tensor => tensor.Name),
                .. graph.Node.SelectMany(node => node.Output),
            ]
            :
            [
                .. Subgraphs
                    .Values(graph)
                    .Concat(graph.Node.Select(node => node.Name))
                    .Distinct(StringComparer.Ordinal),
            ];

    private static void Rename(ModelProto model, Func<string, string> name)
    {
        foreach (var graph in Subgraphs.Of(model.Graph).ToList())
        {
            foreach (var node in graph.Node)
            {
                Rename(node.Input, name);
                Rename(node.Output, name);
                node.Name = name(node.Output[0]);
            }

            foreach (var tensor in graph.Initializer)
            {
                tensor.Name = name(tensor.Name);
            }

            foreach (var value in graph.Input.Concat(graph.Output))
            {
                value.Name = name(value.Name);
            }
        }
    }

    private static void Rename(IList<string> names, Func<string, string> name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = name(names[i]);
        }
    }
}
