using FunctionalNet.Export;
using Onnx;

namespace FunctionalNet.OnnxTests;

/// <summary>The structural check that every file passes before it is returned, and the defects that it reports.</summary>
public class StructureTests
{
    private static Dictionary<string, Action<ModelProto>> All { get; } =
        new(StringComparer.Ordinal)
        {
            ["before it is there"] = model => model.Graph.Node.Add(Taken(model, 0)),
            ["two nodes of the graph are named 'MatMul'"] = model => model.Graph.Node[1].Name = "MatMul",
            ["two values of the graph are named 'output'"] = model =>
                model.Graph.Node.Add(
                    new NodeProto
                    {
                        OpType = "Identity",
                        Input = { "input" },
                        Output = { "output" },
                    }
                ),
            ["two values of the graph are named 'weight'"] = model =>
                model.Graph.Initializer.Add(model.Graph.Initializer[0].Clone()),
            ["is not defined"] = model => model.Graph.Output[0].Name = "nowhere",
            ["has no type"] = model => model.Graph.Input[0].Type = null,
            ["which is not declared"] = model => model.Graph.Node[0].Domain = "elsewhere",
        };

    public static TheoryData<string> Damages => [.. All.Keys];

    [Fact]
    public void Every_model_is_whole() =>
        Assert.All(Models.All.Keys, name => Structure.Check(OnnxExport.Of(Models.Of(name))));

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_named(string damage)
    {
        var model = OnnxExport.Of(Models.Of("linear"));
        All[damage](model);
        Assert.Contains(
            damage,
            Assert.Throws<InvalidOperationException>(() => Structure.Check(model)).Message,
            StringComparison.Ordinal
        );
    }

    private static NodeProto Taken(ModelProto model, int place)
    {
        var node = model.Graph.Node[place];
        model.Graph.Node.RemoveAt(place);
        return node;
    }
}
