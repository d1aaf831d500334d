using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>
/// For inference, scales behind products are folded into the weights, and values that depend on parameters alone are computed once.
/// </summary>
public class FoldScalesTests
{
    private const double Tolerance = 1e-5;

    private static readonly Expr X = Expr.Input("x", new(2, 4, 6, 5));
    private static readonly Expr Rows = Expr.Input("rows", new(3, 4));
    private static readonly Expr W = Parameter("w", new(6, 4, 3, 3));
    private static readonly Expr Grouped = Parameter("grouped", new(6, 2, 3, 1));
    private static readonly Expr Back = Parameter("back", new(4, 6, 2, 2));
    private static readonly Expr Kernel = Parameter("kernel", new(4, 6));
    private static readonly Expr A = Parameter("a", new(6));
    private static readonly Expr B = Parameter("b", new(6));
    private static readonly Expr S = Parameter("s", Shape.Scalar);

    private static readonly Dictionary<string, (Expr Y, int Left)> Graphs = new(StringComparer.Ordinal)
    {
        ["normalization"] = (X.Conv(W).BatchNormalization(A, B, B, A), 1),
        ["normalization of a biased one"] = ((X.Conv(W) + Channels(B)).BatchNormalization(A, B, B, A), 1),
        ["groups"] = (X.Conv(Grouped, groups: 2).BatchNormalization(A, B, B, A), 1),
        ["transposed"] = (X.ConvTranspose(Back, stride: 2).BatchNormalization(A, B, B, A), 1),
        ["scale on the left"] = (Channels(A) * X.Conv(W), 0),
        ["scale for all"] = ((X.Conv(W) / S) - S, 1),
        ["difference"] = (X.Conv(W) * Channels(A) - Channels(B) - Channels(B), 1),
        ["dense"] = ((Rows.MatMul(Kernel) + B) * A / B, 1),
        ["dense, transposed"] = (Rows.MatMul(Kernel.Transpose().Copy().Transpose()) * A, 0),
        ["dense layers"] = (((Rows.MatMul(Kernel) + B).Relu().MatMul(Kernel.Transpose()) + S).MatMul(Kernel), 3),
        ["a scale of places"] = (X.Conv(W) * Parameter("places", new(4, 3)), 1),
        ["a scale from the input"] = (X.Conv(W) * X.ReduceSum(), 1),
        ["a scale over a convolution"] = (Channels(A) / X.Conv(W), 1),
        ["a convolution that is read twice"] = (X.Conv(W) is var y ? (y * Channels(A)) + y : null!, 2),
    };

    public static TheoryData<string> Names { get; } = [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scales_become_weights(string name)
    {
        var (y, left) = Graphs[name];
        Expr[] inputs = [.. Expr.Sort([y]).Where(expr => expr.Op is Variable)];
        var graph = new Graph(inputs, [y]);
        var changing = Expr.Sort(Rules.ForPrediction([y]))
            .Where(expr => expr.Op is Elementwise && DependsOnInput(expr));
        Assert.Equal(left, changing.Count());
        var plan = Plan<float>.Compile(graph);
        var random = new System.Random(1);
        Tensor<float>[] values = [.. inputs.Select(Draw)];
        for (var run = 0; run < 6; run++)
        {
            // Runs another input with the same parameters, then other parameters.
            values = [.. inputs.Select((input, i) => run % 3 == 2 || IsInput(input) ? Draw(input) : values[i])];
            var expected = Reference.Run(graph, values)[0];
            var actual = plan.Run(values)[0];
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected.Span[i], actual.Span[i], Tolerance * (1 + Math.Abs(expected.Span[i])));
            }

            Assert.Equal(Plan<float>.Compile(graph).Run(values)[0].Span, actual.Span);
            Assert.Equal(Eager.Run(graph, values)[0].Span, actual.Span);
        }

        Tensor<float> Draw(Expr input) =>
            Tensor.Of(
                input.Shape,
                Enumerable.Range(0, input.Shape.Size).Select(_ => 0.5f + random.NextSingle()).ToArray()
            );
    }

    private static bool IsInput(Expr expr) => expr.Variable!.Kind == VariableKind.Input;

    private static bool DependsOnInput(Expr expr) =>
        Expr.Sort([expr]).Exists(operand => operand.Op is Variable && IsInput(operand));

    private static Expr Channels(Expr vector) => vector.Reshape(-1, 1, 1);

    private static Expr Parameter(string path, Shape shape) =>
        new(new Variable(VariableKind.Parameter, path, new(shape, ElementType.Float)));
}
