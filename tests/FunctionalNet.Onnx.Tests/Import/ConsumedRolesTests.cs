using FunctionalNet.Import;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Import;

/// <summary>The operators that consume a weight from a file determine the roles of its axes.</summary>
public class ConsumedRolesTests
{
    public static TheoryData<string> Models => [.. Known.Keys];

    private static Dictionary<string, (Layer Layer, Shape Input)> Known { get; } =
        new(StringComparer.Ordinal)
        {
            ["dense"] = (Dense(6) >> Relu() >> Dense(2), new(4)),
            ["tokens"] = (Embedding(11, 5) >> LearnedPositions(9) >> TransformerBlock(1, hidden: 7), new(3)),
            ["convolutions"] = (
                Conv2d(6, 3, groups: 2) >> ConvTranspose2d(4, 3, groups: 2) >> BatchNorm(),
                new(4, 9, 9)
            ),
            ["transposed"] = (ConvTranspose2d(4, 3) >> ConvTranspose2d(2, 2), new(4, 9, 9)),
            ["lstm"] = (Lstm(7) >> Gru(5, Direction.Bidirectional) >> Rnn(3), new(3, 4)),
        };

    [Theory]
    [MemberData(nameof(Models))]
    public void It_is_what_the_layer_had_said(string name)
    {
        var (layer, input) = Known[name];
        var trace = new Trace(isTraining: false);
        var x = Expr.Input("x", new Shape(2).Append(input), layer.InputType);
        var y = trace.Compose(layer, x);
        var found = ConsumedRoles.Of(new Graph([x, .. trace.Variables], [y]));
        foreach (var variable in trace.Variables.Where(one => one.Variable!.Kind == VariableKind.Parameter))
        {
            var roles = found.GetValueOrDefault(variable) ?? AxisRoles.Of(variable.Shape);
            var said = variable.Roles();
            Assert.True(said.IsMatrix == roles.IsMatrix, $"{variable}: {said} and {roles}");

            // An added position table has no known roles, so that its fans cannot be inferred.
            Assert.True(
                said.Fans == roles.Fans || variable.Variable!.Path == "1/weight",
                $"{variable}: {said.Fans} and {roles.Fans}"
            );
        }
    }

    [Fact]
    public void A_matrix_may_be_read_transposed()
    {
        // PyTorch's Linear stores [out, in].
        var (x, w) = (Expr.Input("x", new(2, 4)), Weight(new(6, 4)));
        Expr[] products = [new(new Ops.MatMulOp(TransB: true), x, w), x.MatMul(w.Transpose()), w.MatMul(x.Transpose())];
        foreach (var y in products)
        {
            Assert.Equal(new(w.Shape, AxisRole.Output, AxisRole.Input), ConsumedRoles.Of(new Graph([x, w], [y]))[w]);
        }
    }

    [Fact]
    public void A_stack_of_matrices_is_no_filter()
    {
        var (x, w) = (Expr.Input("x", new(3, 2, 4)), Weight(new(3, 4, 6)));
        Assert.Equal(
            new(w.Shape, AxisRole.Group, AxisRole.Input, AxisRole.Output),
            ConsumedRoles.Of(new Graph([x, w], [x.MatMul(w)]))[w]
        );
    }

    private static Expr Weight(Shape shape) => new(new Variable(VariableKind.Parameter, "w", new(shape), new Zeros()));
}
