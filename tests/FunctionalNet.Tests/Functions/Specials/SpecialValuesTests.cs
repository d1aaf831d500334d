using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Functions.Specials;

/// <summary>
/// Values and derivatives at zeros, infinities, NaN, extreme and denormal numbers and ties equal PyTorch's, in float64 and float32, in
/// every executor. Where PyTorch gives NaN although the limit exists, the limit is expected.
/// </summary>
public class SpecialValuesTests
{
    private const double Inf = double.PositiveInfinity;
    private const int Width = 4;

    private static readonly JsonElement Record = JsonDocument.Parse(Resources.Text("specials.json")).RootElement;

    private static readonly Dictionary<string, Func<Expr[], Expr>> Ours = new(StringComparer.Ordinal)
    {
        ["Abs"] = x => x[0].Abs(),
        ["Acos"] = x => x[0].Acos(),
        ["Acosh"] = x => x[0].Acosh(),
        ["Asin"] = x => x[0].Asin(),
        ["Asinh"] = x => x[0].Asinh(),
        ["Atan"] = x => x[0].Atan(),
        ["Atanh"] = x => x[0].Atanh(),
        ["Ceil"] = x => x[0].Ceil(),
        ["Celu"] = x => x[0].Celu(0.5),
        ["Clip"] = x => x[0].Clip(-1, 0.5),
        ["Clip above"] = x => x[0].Clip(high: 0.7),
        ["Clip below"] = x => x[0].Clip(low: 0.7),
        ["Cosh"] = x => x[0].Cosh(),
        ["Elu"] = x => x[0].Elu(),
        ["Erf"] = x => x[0].Erf(),
        ["Exp"] = x => x[0].Exp(),
        ["Floor"] = x => x[0].Floor(),
        ["Gelu"] = x => x[0].Gelu(),
        ["Gelu tanh"] = x => x[0].Gelu(approximate: true),
        ["HardSigmoid"] = x => x[0].HardSigmoid(),
        ["HardSwish"] = x => x[0].HardSwish(),
        ["LeakyRelu"] = x => x[0].LeakyRelu(0.25),
        ["Log"] = x => x[0].Log(),
        ["LogSigmoid"] = x => x[0].LogSigmoid(),
        ["Mish"] = x => x[0].Mish(),
        ["Neg"] = x => -x[0],
        ["PRelu"] = x => x[0].PRelu(0.25),
        ["Pow 0"] = x => x[0].Pow(0),
        ["Pow 1"] = x => x[0].Pow(1),
        ["Pow 2"] = x => x[0].Pow(2),
        ["Pow 3"] = x => x[0].Pow(3),
        ["Pow -1"] = x => x[0].Pow(-1),
        ["Pow 0.5"] = x => x[0].Pow(0.5),
        ["Reciprocal"] = x => x[0].Reciprocal(),
        ["Relu"] = x => x[0].Relu(),
        ["Relu6"] = x => x[0].Relu6(),
        ["Round"] = x => x[0].Round(),
        ["Selu"] = x => x[0].Selu(),
        ["Sigmoid"] = x => x[0].Sigmoid(),
        ["Sign"] = x => x[0].Sign(),
        ["Silu"] = x => x[0].Silu(),
        ["Sinh"] = x => x[0].Sinh(),
        ["Softplus"] = x => x[0].Softplus(),
        ["Softsign"] = x => x[0].Softsign(),
        ["Sqrt"] = x => x[0].Sqrt(),
        ["Tanh"] = x => x[0].Tanh(),
        ["Add"] = x => x[0] + x[1],
        ["Sub"] = x => x[0] - x[1],
        ["Mul"] = x => x[0] * x[1],
        ["Div"] = x => x[0] / x[1],
        ["Max"] = x => x[0].Max(x[1]),
        ["Min"] = x => x[0].Min(x[1]),
        ["Pow"] = x => x[0].Pow(x[1]),
        ["ReduceL1"] = x => x[0].ReduceL1([1]),
        ["ReduceL2"] = x => x[0].ReduceL2([1]),
        ["ReduceLogSumExp"] = x => x[0].ReduceLogSumExp([1]),
        ["ReduceMax"] = x => x[0].ReduceMax([1]),
        ["ReduceMean"] = x => x[0].ReduceMean([1]),
        ["ReduceMin"] = x => x[0].ReduceMin([1]),
        ["ReduceProd"] = x => x[0].ReduceProd([1]),
        ["ReduceSum"] = x => x[0].ReduceSum([1]),
        ["ReduceSumSquare"] = x => x[0].ReduceSumSquare([1]),
        ["CumSum"] = x => x[0].CumSum(1),
        ["LogSoftmax"] = x => x[0].LogSoftmax(),
        ["Softmax"] = x => x[0].Softmax(),
    };

    /// <summary>Functions whose ONNX formula cancels for negative x: x (1 + erf x), x (1 + tanh x).</summary>
    private static readonly HashSet<string> Cancels = ["Gelu", "Gelu tanh"];

    public static TheoryData<string, string> Names { get; } =
    [
        .. from of in Record.GetProperty("float64").EnumerateObject()
        from function in of.Value.GetProperty("functions").EnumerateObject()
        select (of.Name, function.Name),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float64(string group, string name) => Same<double>("float64", group, name, 1e-13);

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float32(string group, string name) => Same<float>("float32", group, name, 2e-6);

    private static void Same<T>(string type, string group, string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var of = Record.GetProperty(type).GetProperty(group);
        var recorded = of.GetProperty("functions").GetProperty(name);
        double[][] at = [.. of.GetProperty("x").EnumerateArray().Select(Values)];
        var shape = group == "rows" ? new Shape(at[0].Length / Width, Width) : new Shape(at[0].Length);
        Expr[] inputs = [.. at.Select((_, i) => Expr.Input($"x{i}", shape))];
        var y = Ours[name](inputs);
        var graph = new Graph(inputs, [y, .. Gradient.Of(y, inputs)]);
        Tensor<T>[] operands = [.. at.Select(x => new Tensor<T>(shape, [.. x.Select(T.CreateChecked)]))];
        var values = Values(recorded.GetProperty("y"));
        double[][] slopes = [.. recorded.GetProperty("dx").EnumerateArray().Select(Values)];
        var wrong = new List<string>();
        Judge("reference", Reference.Run(graph, operands));
        Judge("plan", Plan<T>.Compile(graph).Run(operands));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        void Judge(string executor, IReadOnlyList<Tensor<T>> results)
        {
            var per = at[0].Length / values.Length;
            for (var i = 0; i < values.Length; i++)
            {
                var scale = Cancels.Contains(name) ? Math.Abs(at[0][i]) : 0;
                var point = string.Join(' ', Enumerable.Range(i * per, per).Select(Point));
                var expected = name == "Pow" && at[1][i].Equals(1) ? at[0][i] : values[i];
                Compare($"{executor}, y at {point}", expected, results[0].Span[i], tolerance, scale);
            }

            for (var j = 0; j < slopes.Length; j++)
            {
                for (var i = 0; i < slopes[j].Length; i++)
                {
                    double[] operand = [.. at.Select(x => x[i])];
                    if (!operand.Any(double.IsNaN))
                    {
                        var row = group == "rows" ? at[0].AsSpan(i / Width * Width, Width).ToArray() : operand;
                        var expected = Limit(name, j, at[j][i], row) ?? slopes[j][i];
                        var point = group == "rows" ? $"place {i % Width} of {string.Join(' ', row)}" : Point(i);
                        Compare($"{executor}, dx{j} at {point}", expected, results[j + 1].Span[i], tolerance, 1);
                    }
                }
            }
        }

        void Compare(string what, double expected, T found, double relative, double scale)
        {
            var actual = double.CreateChecked(found);
            if (
                !expected.Equals(actual)
                && !(
                    double.IsFinite(expected)
                    && Math.Abs(expected - actual) <= (relative * (Math.Abs(expected) + scale)) + Denormal<T>()
                )
            )
            {
                wrong.Add($"{what}: expected {expected:R}, got {actual:R}");
            }
        }

        string Point(int place) =>
            string.Join(',', at.Select(x => x[place].ToString("R", CultureInfo.InvariantCulture)));
    }

    // Denormal numbers have few significant digits, so that they get an absolute tolerance.
    private static double Denormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? 1e-41 : 1e-311;

    /// <summary>
    /// The expected derivative where PyTorch gives NaN or follows another convention: the limit or the documented value; null where
    /// PyTorch's value holds.
    /// </summary>
    private static double? Limit(string name, int operand, double x, double[] all) =>
        (name, operand) switch
        {
            ("Gelu" or "Gelu tanh" or "Silu" or "Mish" or "HardSwish", _) when x >= 1e30 => 1,
            ("Gelu" or "Gelu tanh" or "Silu" or "Mish" or "HardSwish", _) when x <= -1e30 => 0,
            ("Softsign", _) when double.IsInfinity(x) => 0,
            ("ReduceLogSumExp", _) when all.Contains(Inf) => x.Equals(Inf) ? 1.0 / all.Count(e => e.Equals(Inf)) : 0,
            ("ReduceLogSumExp", _) when all.All(double.IsNegativeInfinity) => 0,
            ("ReduceMax" or "ReduceMin", _) when all.Any(double.IsNaN) => 0,
            ("Pow", 1) when all[0] < 0 => 0,
            ("Pow", 1) when double.IsPositiveInfinity(all[0]) && all[1] < 0 => 0,
            _ => null,
        };

    private static double[] Values(JsonElement texts) =>
        [.. texts.EnumerateArray().Select(text => double.Parse(text.GetString()!, CultureInfo.InvariantCulture))];
}
