using System.Numerics;
using System.Text.Json;
using FunctionalNet.Execution;
using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Parity;

/// <summary>
/// Values and gradients of operators and layers against PyTorch's, recorded by record_parity.py: to 1e-9 in double, to 1e-4 in float.
/// </summary>
public class ParityTests
{
    private static readonly JsonElement Record = JsonDocument.Parse(Resources.Text("parity.json")).RootElement;

    private static readonly int[] A = [2, 3, 4];
    private static readonly int[] B = [3, 1];

    private static readonly Dictionary<string, (Func<Expr[], Expr[]> Of, int[][] Operands, int Seed)> Ours = Cases();

    public static TheoryData<string> Names => [.. Record.EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void In_double(string name) => Compare<double>(name, 1e-9);

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float(string name) => Compare<float>(name, 1e-4);

    [Fact]
    public void Everything_here_is_recorded() =>
        Assert.Equal(
            Ours.Keys.Order(StringComparer.Ordinal),
            Record.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private static void Compare<T>(string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (of, shapes, seed) = Ours[name];
        Expr[] operands = [.. shapes.Select((sizes, i) => Expr.Input($"x{i}", Shape.Of(sizes)))];
        var results = of(operands);
        var flow = results
            .Select(y => (y * Ops.Constant(y.Shape, Wave(9, y.Shape.Size))).ReduceSum())
            .Aggregate((sum, y) => sum + y);
        var values = Plan<T>
            .Compile(new Graph(operands, [.. results, .. Gradient.Of(flow, operands)]))
            .Run([
                .. operands.Select(
                    (x, i) => new Tensor<T>(x.Shape, [.. Wave(seed + i, x.Shape.Size).Select(T.CreateChecked)])
                ),
            ]);
        Assert.Equal(Record.GetProperty(name).GetArrayLength(), values.Length);
        foreach (var (expected, actual) in Record.GetProperty(name).EnumerateArray().Zip(values))
        {
            Numbers.Close(expected.Values(), actual.Doubles(), tolerance);
        }
    }

    private static double[] Wave(int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Math.Sin((i * 0.7368) + seed))];

    private static Dictionary<string, (Func<Expr[], Expr[]> Of, int[][] Operands, int Seed)> Cases()
    {
        var cases = new Dictionary<string, (Func<Expr[], Expr[]> Of, int[][] Operands, int Seed)>(
            StringComparer.Ordinal
        );
        Two("add", (x, w) => x + w, A, B);
        Two("mul", (x, w) => x * w, A, B);
        Two("sub", (x, w) => x - w, B, A);
        Two("div", (x, w) => x / (w + 2), A, B);
        Two("pow", (x, w) => (x + 2).Pow(w), A, B);
        Two("maximum", (x, w) => x.Max(w), A, B);
        Two("minimum", (x, w) => x.Min(w), A, B);
        Two("where", (x, w) => (x > 0.2).Where(x * x, w), A, A);
        One("exp", 3, x => x.Exp(), A);
        One("sin", 3, x => x.Sin(), A);
        One("cos", 3, x => x.Cos(), A);
        One("abs", 3, x => x.Abs(), A);
        One("tanh", 3, x => x.Tanh(), A);
        One("erf", 3, x => x.Erf(), A);
        One("square", 3, x => x * x, A);
        One("log", 3, x => (x + 2).Log(), A);
        One("sqrt", 3, x => (x + 2).Sqrt(), A);
        One("reciprocal", 3, x => (x + 2).Reciprocal(), A);
        One("clamp", 3, x => x.Clip(-0.4, 0.7), A);
        One("sum", 4, x => x.ReduceSum([1]), A);
        One("mean", 4, x => x.ReduceMean([0, 2], keepDims: true), A);
        One("prod", 4, x => x.ReduceProd([2]), A);
        One("amax", 4, x => x.ReduceMax([1]), A);
        One("amin", 4, x => x.ReduceMin([0, 2]), A);
        One("logsumexp", 4, x => (5 * x).ReduceLogSumExp([2]), A);
        One("norm", 4, x => x.ReduceL2([1]), A);
        One("norm of 1", 4, x => x.ReduceL1([2]), A);
        One("cumsum", 4, x => x.CumSum(1), A);
        One("softmax of the middle", 4, x => (3 * x).Softmax(1), A);
        Two("matmul", (x, w) => x.MatMul(w), [4, 3], [3, 5], 5);
        Two("matmul of stacks", (x, w) => x.MatMul(w), [2, 4, 3], [2, 3, 5], 5);
        Two("matmul with one matrix", (x, w) => x.MatMul(w), [2, 4, 3], [3, 5], 5);
        Two("matmul broadcast", (x, w) => x.MatMul(w), [2, 1, 4, 3], [3, 3, 2], 5);
        Two("matmul with a vector", (x, w) => x.MatMul(w), [2, 4, 3], [3], 5);
        One("permute", 7, x => x.Transpose(2, 0, 1) * x.Transpose(2, 0, 1), A);
        Two("concat", (x, w) => Ops.Concat(2, x, w, x), A, [2, 3, 5], 7);
        One(
            "slice",
            7,
            x => Ops.Concat(2, x.Narrow(1, 1, 2).Narrow(2, 0, 1), x.Narrow(1, 1, 2).Narrow(2, 2, 1)) * 3,
            A
        );
        One("expand", 7, x => x.Expand(new(2, 3, 4)) * Ops.Constant(new(2, 3, 4), Wave(2, 24)), B);
        One("tile", 7, x => x.Tile(2, 1, 3), A);
        One("tril", 7, x => x.Trilu(upper: false), [2, 4, 4]);
        One("triu", 7, x => x.Trilu(k: 1), [2, 4, 4]);
        One("pad", 7, x => x.Pad([0, 0, 0, 1], [0, 0, 1, 2], value: 0.5), [1, 2, 3, 4]);
        One("pad reflected", 7, x => x.Pad([0, 0, 1, 2], [0, 0, 1, 1], PadMode.Reflect), [1, 2, 3, 4]);
        One("pad with the edge", 7, x => x.Pad([0, 0, 1, 2], [0, 0, 2, 1], PadMode.Edge), [1, 2, 3, 4]);
        One("index select", 7, x => x.Gather(Places([4], 2, 0, 2, 1), 1), A);
        One("gather", 7, x => x.GatherElements(Places([2, 3, 2], 3, 0, 1, 1, 2, 3, 3, 0, 1, 1, 2, 3), 2), A);
        Two(
            "scatter add",
            (x, w) =>
                x.ScatterElements(Places([2, 2, 4], 0, 2, 1, 1, 2, 2, 1, 0, 0, 2, 1, 1, 2, 2, 1, 0), w, 1, add: true),
            A,
            [2, 2, 4],
            7
        );
        Add("linear", 1, x => [x[0].MatMul(x[1]) + x[2]], [2, 5, 3], [3, 4], [4]);
        One("adaptive average", 1, x => On(AdaptiveAveragePool(2, 3), x), [2, 2, 5, 7]);
        One("adaptive average of one axis", 1, x => On(AdaptiveAveragePool(4), x), [2, 2, 6]);
        One("adaptive max", 1, x => On(AdaptiveMaxPool(3, 2), x), [2, 2, 5, 7]);
        foreach (var ways in (int[])[1, 2])
        {
            Started("lstm", 4, ways, Long);
            Started("gru", 3, ways, (x, direction) => [x[0].Gru(x[1], x[2], x[3], direction, hidden: x[4])]);
            Started("rnn", 1, ways, (x, direction) => [x[0].Rnn(x[1], x[2], x[3], direction, hidden: x[4])]);
        }

        Add(
            "rnn of relu from a state",
            1,
            x =>
            {
                var states = x[0].Rnn(x[1], x[2], x[3], hidden: x[4], activation: RnnActivation.Relu);
                return [states, End(states, 1)];
            },
            [4, 3, 2],
            [1, 3, 2],
            [1, 3, 3],
            [1, 6],
            [1, 3, 3]
        );
        Add("einsum of three", 1, x => [Ops.Einsum("ij,jk,ilk->lik", x)], [2, 3], [3, 4], [2, 5, 4]);
        One("einsum of a diagonal", 1, x => Ops.Einsum("...ii->...i", x), [2, 3, 3]);
        Add(
            "attention with keys and values of their own",
            1,
            Separately,
            [2, 3, 6],
            [2, 5, 4],
            [2, 5, 5],
            [6, 6],
            [4, 6],
            [5, 6],
            [6, 6]
        );
        Add(
            "weight norm of filters",
            1,
            x => [Filters(inner => WeightNorm(inner), x)],
            [2, 2, 4, 4],
            [3, 2, 3, 3],
            [3, 1, 1, 1]
        );
        Add("spectral norm of filters", 1, x => [Filters(inner => SpectralNorm(inner), x)], [2, 2, 4, 4], [3, 2, 3, 3]);
        Add("attention to a memory", 1, x => [Attention(x)], [2, 3, 6], [2, 5, 4], [6, 6], [4, 6], [4, 6], [6, 6]);
        return cases;

        void Add(string name, int seed, Func<Expr[], Expr[]> of, params int[][] operands) =>
            cases.Add(name, (of, operands, seed));

        void One(string name, int seed, Func<Expr, Expr> of, int[] operand) =>
            Add(name, seed, x => [of(x[0])], operand);

        void Two(string name, Func<Expr, Expr, Expr> of, int[] left, int[] right, int seed = 1) =>
            Add(name, seed, x => [of(x[0], x[1])], left, right);

        void Started(string name, int gates, int ways, Func<Expr[], Direction, Expr[]> of)
        {
            var direction = ways == 2 ? Direction.Bidirectional : Direction.Forward;
            int[] state = [ways, 3, 3];
            int[][] operands =
            [
                [4, 3, 2],
                [ways, 3 * gates, 2],
                [ways, 3 * gates, 3],
                [ways, 6 * gates],
                state,
            ];
            Add(
                $"{name} from a state{(ways == 2 ? " both ways" : string.Empty)}",
                1,
                x =>
                {
                    var states = of(x, direction);
                    return [states[0], .. states.Select(all => End(all, ways))];
                },
                gates == 4 ? [.. operands, state] : operands
            );
        }
    }

    private static Expr[] Long(Expr[] x, Direction direction) =>
        [
            x[0].Lstm(x[1], x[2], x[3], direction, hidden: x[4], cell: x[5]),
            x[0].LstmCells(x[1], x[2], x[3], direction, hidden: x[4], cell: x[5]),
        ];

    // The final state of each direction: [tokens, directions, batch, hidden] to [directions, batch, hidden].
    private static Expr End(Expr states, int ways) =>
        Ops.Concat(
            0,
            [
                .. Enumerable
                    .Range(0, ways)
                    .Select(way => states.Narrow(0, way == 0 ? 3 : 0, 1).Squeeze(0).Narrow(0, way, 1)),
            ]
        );

    // A convolution whose filters a wrapper normalizes, with the operands in place of its parameters.
    private static Expr Filters(Func<Layer, Layer> around, Expr[] x)
    {
        var trace = new Trace(isTraining: true);
        var y = around(Conv2d(3, 3, bias: false)).Apply(trace.Root, x[0]);
        return Expr.Rewrite(
            [y],
            (expr, _) =>
                expr.Variable?.Path switch
                {
                    "weight" => x[1],
                    "weight/gain" => x[2],
                    "weight/u" => Ops.Constant(expr.Shape, Wave(3, 3)),
                    _ => null,
                }
        )[0];
    }

    private static Expr On(Layer layer, Expr x) => layer.Apply(new Trace(isTraining: false).Root, x);

    private static Expr Places(int[] shape, params double[] places) =>
        Ops.Constant(Shape.Of(shape), places, ElementType.Int64);

    // Our layer, with the operands in place of its parameters.
    private static Expr Attention(Expr[] x)
    {
        var trace = new Trace(isTraining: false);
        var mask = Ops.Constant(new(2), [4, 4], ElementType.Int64).SequenceMask(5);
        var y = new MultiHeadAttention(2, Bias: false).Apply(trace.Root, x[0], x[1], mask.Unsqueeze(1).Unsqueeze(1));
        return With(trace, [y], x[2..])[0];
    }

    private static Expr[] Separately(Expr[] x)
    {
        var trace = new Trace(isTraining: false);
        var (y, weights) = new MultiHeadAttention(2, Bias: false).Attend(trace.Root, x[0], x[1], x[2]);
        return With(trace, [y, weights], x[3..]);
    }

    private static Expr[] With(Trace trace, Expr[] results, Expr[] weights)
    {
        string[] paths = ["query/weight", "key/weight", "value/weight", "output/weight"];
        Assert.Equal(4, trace.Variables.Count);
        return Expr.Rewrite(
            results,
            (expr, _) => Array.IndexOf(paths, expr.Variable?.Path) is >= 0 and var i ? weights[i] : null
        );
    }
}
