using FunctionalNet.OnnxTests.Rewriting;
using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Learning;

/// <summary>
/// How stored tensors are classified: parameters, slots or constants; in subgraphs and functions, by patterns, and after a round trip.
/// </summary>
public class RolesTests
{
    [Fact]
    public void Numbers_of_formulas_are_constants_and_other_tensors_slots()
    {
        var model = Sketch.Of("two: std:2 w:2x2 b:2", "n = Div(x, std); p = Pow(n, two); y = MatMul(p, w)");
        model.Graph.Initializer.Add(Files.Longs("axes", 1));
        var file = model.Parse().OrThrow();
        Assert.Equal(
            ["axes Constant", "b Slot", "std Slot", "two Constant", "w Parameter"],
            file.Roles.Select(one => $"{one.Key} {one.Value}"),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["Input x", "Slot std", "Parameter w", "Slot b"],
            file.Graph.Inputs.Select(input => $"{input.Variable!.Kind} {input.Variable.Path}"),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Weights_learn_wherever_they_are_stored()
    {
        foreach (var name in (string[])["constant", "branches", "loop", "everywhere", "turned and not", "chain"])
        {
            var file = Graphs.All[name]().Parse().OrThrow();
            Assert.Equal(StoredRole.Parameter, file.Roles["w"]);
            Assert.Single(file.Graph.Inputs, input => input.Variable!.Path == "w");
        }
    }

    [Fact]
    public void A_weight_of_an_inner_graph_is_one_parameter_however_often_it_goes_round()
    {
        var model = Graphs.All["loop"]();
        var body = model.Graph.Node.Single(node => node.OpType == "Loop").Attribute[0].G;
        body.Initializer.Add(Files.Floats("w", [8, 8], [.. Graphs.Weight("w").FloatData.Select(value => value / 2)]));
        var file = model.Parse().OrThrow();
        Assert.Equal(["w", "w_1"], Parameters(file), StringComparer.Ordinal);

        // The weight is trained: its gradient is the sum over all iterations.
        var training = Training.Of(file.ToLayer().OrThrow(), MeanSquaredError(), Sgd(0.1));
        var start = training.Init(1, new(8));
        var batch = Batch.Of(Samples.Normal<float>(new(4, 8), 1), Samples.Normal<float>(new(4, 8), 2));
        var next = training.Step(start, batch);
        Assert.All(start.Parameters, one => Assert.False(one.Value.Span.SequenceEqual(next.Values[one.Key].Span)));
    }

    [Fact]
    public void Weights_of_functions_learn_whether_given_or_their_own()
    {
        var model = Sketch.Of("w:2x2", "h = Dense(x, w); y = Dense(h, w)");
        var function = new FunctionProto
        {
            Name = "Dense",
            Domain = "somebody",
            Input = { "in", "weight" },
            Output = { "out" },
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
        };
        function.Node.Add(Files.Node("Constant", "bias").Tensor("value", Sketch.Tensor("bias:2")));
        function.Node.Add(Sketch.Node("product = MatMul(in, weight)"));
        function.Node.Add(Sketch.Node("out = Add(product, bias)"));
        model.Functions.Add(function);
        foreach (var node in model.Graph.Node)
        {
            node.Domain = "somebody";
        }

        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "somebody", Version = 1 });
        Assert.Equal(["bias", "w"], Parameters(model.Parse().OrThrow()), StringComparer.Ordinal);
    }

    [Fact]
    public void Patterns_make_others_learn()
    {
        var model = Sketch.Of("two: std:2 w:2x2", "n = Div(x, std); p = Pow(n, two); y = MatMul(p, w)");
        Assert.Equal(["std", "w"], Parameters(model.Parse(new() { Train = ["s*"] }).OrThrow()), StringComparer.Ordinal);
        Assert.Equal(
            ["std", "two", "w"],
            Parameters(model.Parse(new() { Train = ["*"] }).OrThrow()),
            StringComparer.Ordinal
        );
        model.Parse(new() { Train = ["q"] }).ErrorOf().Says("'q' names no stored tensor that may learn", "two, std, w");
    }

    [Fact]
    public void What_an_operator_must_know_beforehand_cannot_learn()
    {
        var model = Sketch.Of("lo: hi: w:2x2", "h = MatMul(x, w); y = Clip(h, lo, hi)");
        model.Graph.Initializer.Add(Files.Floats("scales", [2], 1, 2));
        model.Graph.Node.Add(Sketch.Node("unused = Resize(y, , scales)"));
        Assert.Equal(StoredRole.Constant, model.Parse().OrThrow().Roles["scales"]);
        model.Parse(new() { Train = ["scales"] }).ErrorOf().Says("'scales'", "cannot be trained");
    }

    [Fact]
    public void A_file_written_here_trains_the_same_parameters_when_it_is_read_again()
    {
        foreach (var name in Models.All.Keys)
        {
            var model = Models.Of(name);
            var trained = Training
                .Of(model.Layer, MeanSquaredError(), Sgd(0.1))
                .Init(1, model.Input)
                .Parameters.Select(one => one.Key)
                .Order(StringComparer.Ordinal);
            var file = OnnxModel.Parse(model.ToOnnx()).OrThrow();
            Assert.Equal(trained, Parameters(file), StringComparer.Ordinal);
            Assert.Equal(
                trained,
                Parameters(OnnxModel.Parse(file.ToModel<float>().OrThrow().ToOnnx()).OrThrow()),
                StringComparer.Ordinal
            );
        }
    }

    [Fact]
    public void A_strangers_file_trains_the_same_parameters_when_it_is_written_here()
    {
        var model = Sketch.Of(
            "two: std:2 w:2x2 b:2",
            "n = Div(x, std); p = Pow(n, two); h = MatMul(p, w); y = Add(h, b)"
        );
        foreach (
            var train in (string[][])
                [
                    [],
                    ["two"],
                    ["std"],
                ]
        )
        {
            var file = model.Parse(new() { Train = train }).OrThrow();
            var again = OnnxModel.Parse(file.Graph.ToOnnx(file.Values<float>())).OrThrow();
            Assert.Equal(Parameters(file), Parameters(again), StringComparer.Ordinal);
            Assert.Equal(
                train.Append("b").Append("w").Order(StringComparer.Ordinal),
                Parameters(again),
                StringComparer.Ordinal
            );
            Assert.Equal(file.Values<float>().Keys, again.Values<float>().Keys, StringComparer.Ordinal);
        }
    }

    private static IEnumerable<string> Parameters(OnnxModel file)
    {
        string[] named = [.. file.Roles.Where(one => one.Value == StoredRole.Parameter).Select(one => one.Key)];
        string[] variables =
        [
            .. file
                .Graph.Inputs.Where(input => input.Variable!.Kind == VariableKind.Parameter)
                .Select(input => input.Variable!.Path)
                .Order(StringComparer.Ordinal),
        ];
        return named.Union(variables, StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }
}
