using System.Numerics;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>Values at which libraries differ, compared between the reference, the plan and ONNX Runtime.</summary>
public class SpecialValues
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly double[] All =
    [
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        7,
        -7,
        100,
        -100,
        Inf,
        -Inf,
        NaN,
    ];

    private static readonly Dictionary<string, Func<Expr, Expr>> Unaries = new(StringComparer.Ordinal)
    {
        ["Abs"] = Ops.Abs,
        ["Ceil"] = Ops.Ceil,
        ["Cos"] = Ops.Cos,
        ["Erf"] = Ops.Erf,
        ["Exp"] = Ops.Exp,
        ["Floor"] = Ops.Floor,
        ["IsNaN"] = Ops.IsNaN,
        ["Log"] = Ops.Log,
        ["Neg"] = Ops.Neg,
        ["Reciprocal"] = Ops.Reciprocal,
        ["Round"] = Ops.Round,
        ["Sign"] = Ops.Sign,
        ["Sin"] = Ops.Sin,
        ["Sqrt"] = Ops.Sqrt,
        ["Tanh"] = Ops.Tanh,
        ["Relu"] = Ops.Relu,
        ["Sigmoid"] = Ops.Sigmoid,
        ["Softplus"] = Ops.Softplus,
        ["Gelu"] = x => x.Gelu(),
        ["Gelu tanh"] = x => x.Gelu(approximate: true),
        ["Elu"] = x => x.Elu(),
        ["LeakyRelu"] = x => x.LeakyRelu(),
        ["Clip"] = x => x.Clip(-1, 1),
        ["Cast to bool"] = x => x.Cast(ElementType.Bool),
    };

    private static readonly Dictionary<string, Func<Expr, Expr, Expr>> Binaries = new(StringComparer.Ordinal)
    {
        ["Add"] = Ops.Add,
        ["Sub"] = Ops.Sub,
        ["Mul"] = Ops.Mul,
        ["Div"] = Ops.Div,
        ["Mod"] = Ops.Mod,
        ["Pow"] = Ops.Pow,
        ["Max"] = Ops.Max,
        ["Min"] = Ops.Min,
        ["Equal"] = Ops.Equal,
        ["Less"] = Ops.Less,
        ["LessOrEqual"] = Ops.LessOrEqual,
        ["Greater"] = Ops.Greater,
        ["GreaterOrEqual"] = Ops.GreaterOrEqual,
    };

    private static readonly Dictionary<string, Func<Expr, Expr>> Rows = new(StringComparer.Ordinal)
    {
        ["ReduceMax"] = x => x.ReduceMax([1]),
        ["ReduceMin"] = x => x.ReduceMin([1]),
        ["ReduceSum"] = x => x.ReduceSum([1]),
        ["ReduceProd"] = x => x.ReduceProd([1]),
        ["ReduceMean"] = x => x.ReduceMean([1]),
        ["ReduceL1"] = x => x.ReduceL1([1]),
        ["ReduceL2"] = x => x.ReduceL2([1]),
        ["ReduceLogSumExp"] = x => x.ReduceLogSumExp([1]),
        ["ReduceSumSquare"] = x => x.ReduceSumSquare([1]),
        ["ArgMax"] = x => x.ArgMax(1),
        ["ArgMin"] = x => x.ArgMin(1),
        ["Softmax"] = x => x.Softmax(),
        ["LogSoftmax"] = x => x.LogSoftmax(),
        ["CumSum"] = x => x.CumSum(1),
        ["Trilu"] = x => x.Trilu(),
    };

    /// <summary>
    /// Operators in which ONNX Runtime may lose a NaN, depending on its position and on the processor: the maximum of 0 1 NaN 2 is 2.
    /// </summary>
    private static readonly HashSet<string> LosesNaN = ["ReduceMax", "ReduceMin", "ArgMax", "ArgMin"];

    public static TheoryData<string> UnaryNames { get; } = [.. Unaries.Keys];

    public static TheoryData<string> BinaryNames { get; } = [.. Binaries.Keys];

    public static TheoryData<string> RowNames { get; } = [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void Unary(string name)
    {
        var x = Expr.Input("x", new(All.Length));
        Same<float>([x], Unaries[name](x), All);
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Binary(string name)
    {
        var n = All.Length;
        var (x, y) = (Expr.Input("x", new(n, 1)), Expr.Input("y", new(1, n)));
        Same<float>([x, y], Binaries[name](x, y), All, All);
    }

    [Theory]
    [MemberData(nameof(RowNames))]
    public void Row(string name)
    {
        double[][] rows =
        [
            [3, 1, 3, 1],
            [-1, -1, -1, -1],
            [-Inf, 0, 1, 2],
            [-Inf, -Inf, -Inf, -Inf],
            [0, 0, 0, 0],
            [0, 1, NaN, 2],
            [NaN, 1, 0, 2],
            [1000, 999, -1000, 0],
            [0, Inf, 1, 2],
        ];
        double[][] kept = [.. rows.Where(row => !LosesNaN.Contains(name) || !row.Any(double.IsNaN))];
        var x = Expr.Input("x", new(kept.Length, 4));
        Same<float>([x], Rows[name](x), [.. kept.SelectMany(row => row)]);
    }

    [Theory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceProd")]
    [InlineData("ReduceMax")]
    [InlineData("ReduceMin")]
    public void Reduction_over_no_elements(string name)
    {
        var x = Expr.Input("x", new(2, 0));
        Same<float>([x], Rows[name](x), Array.Empty<double>());
    }

    private static void Same<T>(Expr[] inputs, Expr output, params double[][] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var graph = new Graph(inputs, [output]);
        Tensor<T>[] operands =
        [
            .. inputs.Zip(values, (input, v) => new Tensor<T>(input.Shape, [.. v.Select(T.CreateChecked)])),
        ];
        var reference = Reference.Run(graph, operands)[0];
        var plan = Plan<T>.Compile(graph).Run(operands)[0];
        var ort = OrtCpu.Run(OneNode.Model<T>(inputs, output), inputs, operands, output.Type);
        var differences = new List<string>();
        for (var i = 0; i < reference.Length; i++)
        {
            var point = $"element {i} of {reference.Shape}";
            if (!Close(reference.Span[i], plan.Span[i]))
            {
                differences.Add($"{point}: reference {reference.Span[i]}, plan {plan.Span[i]}");
            }

            if (!Close(reference.Span[i], ort.Span[i]))
            {
                differences.Add($"{point}: reference {reference.Span[i]}, ONNX Runtime {ort.Span[i]}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static bool Close<T>(T expected, T actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsFinite(expected)
            ? T.Abs(expected - actual) <= T.CreateChecked(1e-6) * (T.One + T.Abs(expected))
            : expected.Equals(actual);
}
