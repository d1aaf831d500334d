using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Planning;

/// <summary>Moving a max pool before a bias and an activation changes no bit.</summary>
public class LargestFirstTests
{
    private static readonly Expr X = Expr.Input("x", new(2, 3, 6, 6));
    private static readonly Expr Bias = Expr.Input("bias", new(3, 1, 1));
    private static readonly Expr Plane = Expr.Input("plane", new(6, 6));

    public static TheoryData<string, bool> Cases { get; } =
        new()
        {
            { "bias and relu", true },
            { "relu6", true },
            { "bias on the left", true },
            { "smaller than", true },
            { "a bias of each place", false },
            { "a difference", false },
            { "gelu", false },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_pool_goes_first_where_that_changes_no_bit(string name, bool moves)
    {
        var y = name switch
        {
            "bias and relu" => (X + Bias).Relu(),
            "relu6" => X.Max(0).Min(6),
            "bias on the left" => Bias + X,
            "smaller than" => X.Min(Bias),
            "a bias of each place" => X + Plane,
            "a difference" => Bias - X,
            _ => X.Gelu(),
        };
        var pooled = y.MaxPool(3, stride: 2, padding: 1);
        Assert.Equal(moves, Rules.Apply([pooled])[0].Op is Elementwise);
        var graph = new Graph([X, Bias, Plane], [pooled]);
        float[] special = [float.NaN, -0f, 0f, 3, -3, 1e-40f, float.MaxValue, 9];
        Tensor<float>[] values =
        [
            Tensor.Of<float>(
                X.Shape,
                [.. Enumerable.Range(0, X.Shape.Size).Select(i => i % 5 > 0 ? MathF.Sin(i) : special[i / 5 % 8])]
            ),
            Tensor.Of<float>(Bias.Shape, [0.3f, -0f, -0.7f]),
            Tensor.Of<float>(Plane.Shape, [.. Enumerable.Range(0, 36).Select(i => MathF.Cos(i))]),
        ];
        Assert.Equal(
            Bits(Plan<float>.Compile(graph, [], Team.Shared, withoutRule: nameof(LargestFirst)).Run(values)[0]),
            Bits(Plan<float>.Compile(graph).Run(values)[0])
        );
    }

    // All NaN patterns are treated as equal.
    private static int[] Bits(Tensor<float> tensor) =>
        [.. tensor.Span.ToArray().Select(x => BitConverter.SingleToInt32Bits(float.IsNaN(x) ? float.NaN : x))];
}
