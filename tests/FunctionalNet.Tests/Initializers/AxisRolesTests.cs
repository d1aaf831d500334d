using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Initializers;

/// <summary>The roles of the axes of the layers' parameters, and how initializers use them.</summary>
public class AxisRolesTests
{
    // The fans of torch.nn.init and Flax, except for transposed filters, where both swap inputs and outputs.
    public static TheoryData<string, string, int, int> Fans { get; } =
        new()
        {
            { "Dense", "weight", 4, 6 },
            { "Conv1d", "weight", 4 * 3, 6 * 3 },
            { "Conv2d of groups", "weight", 2 * 9, 6 * 9 },
            { "Conv2d by channel", "weight", 9, 4 * 9 },
            { "ConvTranspose1d", "weight", 4 * 3, 6 * 3 },
            { "ConvTranspose2d", "weight", 4 * 9, 6 * 9 },
            { "ConvTranspose2d of groups", "weight", 2 * 9, 6 * 9 },
            { "Lstm", "weight", 4, 7 },
            { "Lstm", "recurrence", 7, 7 },
            { "Gru", "weight", 4, 7 },
            { "Rnn", "weight", 4, 7 },
            { "Embedding", "weight", 5, 11 },
            { "LearnedPositions", "weight", 4, 9 },
            { "Attention", "query/weight", 4, 4 },
        };

    public static TheoryData<string, string> NoMatrices { get; } =
        new()
        {
            { "Dense", "bias" },
            { "Lstm", "bias" },
            { "Gru", "bias" },
            { "Rnn", "bias" },
            { "Conv1d", "bias" },
            { "Embedding", "weight" },
            { "LearnedPositions", "weight" },
            { "LayerNorm", "scale" },
            { "LayerNorm", "bias" },
            { "RmsNorm", "scale" },
            { "BatchNorm", "scale" },
            { "PRelu", "weight" },
        };

    [Theory]
    [MemberData(nameof(Fans))]
    public void A_unit_has_the_inputs_that_it_adds_up(string layer, string path, int inputs, int outputs) =>
        Assert.Equal((inputs, outputs), Roles(layer, path).Fans);

    [Theory]
    [MemberData(nameof(NoMatrices))]
    public void What_is_added_multiplied_or_looked_up_is_no_matrix(string layer, string path) =>
        Assert.False(Roles(layer, path).IsMatrix);

    [Fact]
    public void Where_nothing_is_said_the_rank_tells()
    {
        Assert.Equal((1, 1), AxisRoles.Of(Shape.Scalar).Fans);
        Assert.Equal((5, 5), AxisRoles.Of(new(5)).Fans);
        Assert.Equal((5, 7), AxisRoles.Of(new(5, 7)).Fans);
        Assert.Equal((7 * 6, 5 * 6), AxisRoles.Of(new(5, 7, 2, 3)).Fans);
        Assert.Equal(AxisRoles.Of(new(5, 7)), new(new(5, 7), AxisRole.Input, AxisRole.Output));
    }

    [Fact]
    public void Transposed_filters_start_by_their_inputs()
    {
        foreach (var (groups, inputs) in new[] { (1, 64), (4, 16) })
        {
            var layer = ConvTranspose2d(8, 3, groups: groups, weight: HeNormal(), bias: false);
            var w = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(0)).Init(3, new(64, 4, 4)).Values[
                "weight"
            ];
            Assert.Equal(1, w.Span.ToArray().Average(v => (double)v * v) / (2.0 / (inputs * 9)), 0.15);
        }
    }

    [Fact]
    public void Each_gate_is_orthogonal_and_an_identity_of_its_own()
    {
        // [directions, gates · units, in]: two by three matrices of [2, 4].
        var roles = new AxisRoles(new(2, 3, 2, 4), AxisRole.Group, AxisRole.Group, AxisRole.Output, AxisRole.Input);
        var (orthogonal, identity) = (Filled(Orthogonal(2), roles), Filled(Identity(3), roles));
        for (var start = 0; start < orthogonal.Length; start += 8)
        {
            var (first, second) = (orthogonal[start..(start + 4)], orthogonal[(start + 4)..(start + 8)]);
            Assert.Equal(4, Dot(first, first), 1e-12);
            Assert.Equal(4, Dot(second, second), 1e-12);
            Assert.Equal(0, Dot(first, second), 1e-12);
            Assert.Equal([3, 0, 0, 0, 0, 3, 0, 0], identity[start..(start + 8)]);
        }

        Assert.Equal(6, orthogonal.Chunk(8).Select(matrix => matrix[0]).Distinct().Count());
    }

    [Fact]
    public void Transposed_filters_can_be_orthogonal_and_pass_channels_on()
    {
        // [in, out, window]: the weights of one output span all inputs and window positions.
        var roles = new AxisRoles(new(3, 2, 5), AxisRole.Input, AxisRole.Output, AxisRole.Window);
        var w = Filled(Orthogonal(), roles);
        double[] Unit(int output) =>
            [
                .. Enumerable
                    .Range(0, 3)
                    .SelectMany(input => w[(((input * 2) + output) * 5)..(((input * 2) + output + 1) * 5)]),
            ];
        Assert.Equal(1, Dot(Unit(0), Unit(0)), 1e-12);
        Assert.Equal(0, Dot(Unit(0), Unit(1)), 1e-12);
        Assert.Equal([2, 17], Places(Filled(Identity(), roles)));

        // TensorFlow's layout of filters: [window, in, out].
        var last = new AxisRoles(new(5, 3, 2), AxisRole.Window, AxisRole.Input, AxisRole.Output);
        Assert.Equal([12, 15], Places(Filled(Identity(), last)));
        Assert.Equal((15, 10), last.Fans);
    }

    [Fact]
    public void Roles_that_do_not_fit_are_refused()
    {
        Assert.Contains(
            "give one for each",
            Assert.Throws<ArgumentException>(() => new AxisRoles(new(2, 3), AxisRole.Input)).Message,
            StringComparison.Ordinal
        );
        var wrong = new AxisRoles(new(2, 3), AxisRole.Input, AxisRole.Output);
        Assert.Contains(
            "'weight' has the shape [2, 4], but the roles are those of [2, 3]",
            Assert.Throws<ShapeException>(() => Root().Parameter("weight", new(2, 4), Zeros(), wrong)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Who_shares_a_parameter_need_not_say_its_roles_again()
    {
        var scope = Root();
        Shape shape = new(2, 3);
        var entries = new AxisRoles(shape, AxisRole.Entry, AxisRole.Input);
        var first = scope.Parameter("weight", shape, Zeros(), entries);
        Assert.Same(first, scope.Parameter("weight", shape, Zeros()));
        Assert.Throws<ShapeException>(() => scope.Parameter("weight", shape, Zeros(), AxisRoles.Of(shape)));
    }

    private static Scope Root() => new Trace(isTraining: true).Root;

    private static AxisRoles Roles(string name, string path)
    {
        var (layer, input) = name switch
        {
            "Dense" => (Dense(6), Floats(4)),
            "Conv1d" => (Conv1d(6, 3), Floats(4, 9)),
            "Conv2d of groups" => (Conv2d(6, 3, groups: 2), Floats(4, 9, 9)),
            "Conv2d by channel" => (Conv2d(4, 3, groups: 4), Floats(4, 9, 9)),
            "ConvTranspose1d" => (ConvTranspose1d(6, 3), Floats(4, 9)),
            "ConvTranspose2d" => (ConvTranspose2d(6, 3), Floats(4, 9, 9)),
            "ConvTranspose2d of groups" => (ConvTranspose2d(6, 3, groups: 2), Floats(4, 9, 9)),
            "Lstm" => (Lstm(7), Floats(3, 4)),
            "Gru" => (Gru(7, direction: Direction.Bidirectional), Floats(3, 4)),
            "Rnn" => (Rnn(7), Floats(3, 4)),
            "Embedding" => (Embedding(11, 5), Expr.Input("x", new(2, 3), ElementType.Int64)),
            "LearnedPositions" => (LearnedPositions(9), Floats(3, 4)),
            "Attention" => (MultiHeadAttention(2), Floats(3, 4)),
            "LayerNorm" => (LayerNorm(axes: 2), Floats(3, 4)),
            "RmsNorm" => (RmsNorm(axes: 2), Floats(3, 4)),
            "BatchNorm" => (BatchNorm(), Floats(3, 4)),
            _ => (PRelu(), Floats(3, 4)),
        };
        var trace = new Trace(isTraining: true);
        trace.Compose(layer, input);
        return trace.Variables.Single(variable => variable.Variable!.Path == path).Roles();
    }

    private static Expr Floats(params int[] sizes) => Expr.Input("x", new Shape(2).Append(Shape.Of(sizes)));

    private static double[] Filled(Initializer initializer, AxisRoles roles)
    {
        var values = new double[roles.View.Size];
        initializer.Fill<double>(new(values.Length), roles, 5, values);
        return values;
    }

    private static int[] Places(double[] values) => [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
