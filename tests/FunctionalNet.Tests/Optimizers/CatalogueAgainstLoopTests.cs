using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Optimizers that PyTorch lacks or defines differently, against plain loops written from the papers.</summary>
public class CatalogueAgainstLoopTests
{
    private const int Steps = 15;

    [Fact]
    public void Sgd_has_the_rate_outside_of_the_momentum_and_HeavyBall_within()
    {
        var rate = ExponentialDecay(0.1, 0.7);
        var h = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    h = [.. h.Zip(g, (h, g) => (0.8 * h) + g)];
                    return [.. h.Select(h => -0.1 * Math.Pow(0.7, t - 1) * h)];
                }
            ),
            Bowl.Path(Sgd(rate, momentum: 0.8), Steps)
        );
        h = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    h = [.. h.Zip(g, (h, g) => (0.8 * h) + (0.1 * Math.Pow(0.7, t - 1) * g))];
                    return [.. h.Select(h => -h)];
                }
            ),
            Bowl.Path(HeavyBall(rate, momentum: 0.8), Steps)
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AverageGradients_is_the_exponential_average(bool correct)
    {
        var m = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    m = [.. m.Zip(g, (m, g) => (0.9 * m) + (0.1 * g))];
                    return [.. m.Select(m => -0.2 * (correct ? m / (1 - Math.Pow(0.9, t)) : m))];
                }
            ),
            Bowl.Path(AverageGradients(0.9, correct) >> Sgd(0.2), Steps)
        );
    }

    [Fact]
    public void Epsilon_may_lie_in_the_root()
    {
        var (m, v, s, r) = (new double[8], new double[8], new double[8], new double[8]);
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    m = [.. m.Zip(g, (m, g) => (0.9 * m) + (0.1 * g))];
                    v = [.. v.Zip(g, (v, g) => (0.999 * v) + (0.001 * g * g))];
                    return
                    [
                        .. m.Zip(
                            v,
                            (m, v) =>
                                -0.1 * (m / (1 - Math.Pow(0.9, t))) / Math.Sqrt((v / (1 - Math.Pow(0.999, t))) + 1e-3)
                        ),
                    ];
                }
            ),
            Bowl.Path(Adam(0.1, epsilon: 1e-3, epsilonInRoot: true), Steps)
        );
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, _) =>
                {
                    s = [.. s.Zip(g, (s, g) => s + (g * g))];
                    return [.. g.Zip(s, (g, s) => -0.1 * g / Math.Sqrt(s + 1e-3))];
                }
            ),
            Bowl.Path(AdaGrad(0.1, epsilon: 1e-3, epsilonInRoot: true), Steps)
        );
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, _) =>
                {
                    r = [.. r.Zip(g, (r, g) => (0.9 * r) + (0.1 * g * g))];
                    return [.. g.Zip(r, (g, r) => -0.02 * g / Math.Sqrt(r + 1e-3))];
                }
            ),
            Bowl.Path(RmsProp(0.02, decay: 0.9, epsilon: 1e-3, epsilonInRoot: true), Steps)
        );
    }

    [Fact]
    public void NAdam_as_in_the_paper()
    {
        var (m, v, product) = (new double[8], new double[8], 1.0);
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    double Mu(int step) => 0.9 * (1 - (0.5 * Math.Pow(0.96, 0.004 * step)));
                    product *= Mu(t);
                    m = [.. m.Zip(g, (m, g) => (0.9 * m) + (0.1 * g))];
                    v = [.. v.Zip(g, (v, g) => (0.99 * v) + (0.01 * g * g))];
                    return
                    [
                        .. Enumerable
                            .Range(0, 8)
                            .Select(i =>
                            {
                                var ahead =
                                    (Mu(t + 1) * m[i] / (1 - (product * Mu(t + 1))))
                                    + ((1 - Mu(t)) * g[i] / (1 - product));
                                return -0.05 * ahead / (Math.Sqrt(v[i] / (1 - Math.Pow(0.99, t))) + 1e-8);
                            }),
                    ];
                }
            ),
            Bowl.Path(NAdam(0.05, beta2: 0.99), Steps)
        );
    }

    [Fact]
    public void Lion()
    {
        var m = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, _) =>
                {
                    var sign = m.Zip(g, (m, g) => (double)Math.Sign((0.9 * m) + (0.1 * g))).ToArray();
                    m = [.. m.Zip(g, (m, g) => (0.99 * m) + (0.01 * g))];
                    return [.. sign.Zip(w, (s, w) => -0.03 * (s + (0.1 * w)))];
                }
            ),
            Bowl.Path(Net.Lion(0.03, decay: 0.1), Steps)
        );
    }

    [Fact]
    public void Lamb()
    {
        var (m, v) = (new double[8], new double[8]);
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, t) =>
                {
                    m = [.. m.Zip(g, (m, g) => (0.9 * m) + (0.1 * g))];
                    v = [.. v.Zip(g, (v, g) => (0.999 * v) + (0.001 * g * g))];
                    double[] u =
                    [
                        .. Enumerable
                            .Range(0, 8)
                            .Select(i =>
                                (m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-6))
                                + (0.1 * w[i])
                            ),
                    ];
                    var matrix = Bowl.Norm(w[Bowl.Matrix]) / Bowl.Norm(u[Bowl.Matrix]);
                    var vector = Bowl.Norm(w[Bowl.Vector]) / Bowl.Norm(u[Bowl.Vector]);
                    return [.. u.Select((u, i) => -0.05 * u * (i < 6 ? matrix : vector))];
                }
            ),
            Bowl.Path(Net.Lamb(0.05, decay: 0.1), Steps)
        );
    }

    [Fact]
    public void Lars()
    {
        var h = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, t) =>
                {
                    double[] u = [.. g.Zip(w, (g, w) => g + (0.1 * w))];
                    var matrix = Bowl.Norm(w[Bowl.Matrix]) / Bowl.Norm(u[Bowl.Matrix]);
                    var vector = Bowl.Norm(w[Bowl.Vector]) / Bowl.Norm(u[Bowl.Vector]);
                    h =
                    [
                        .. h.Zip(
                            u.Select((u, i) => 0.5 * 0.02 * u * (i < 6 ? matrix : vector)),
                            (h, u) => (0.9 * h) + u
                        ),
                    ];
                    return [.. h.Select(step => -step)];
                }
            ),
            Bowl.Path(Net.Lars(0.5, decay: 0.1, coefficient: 0.02), Steps)
        );
    }

    [Fact]
    public void AdaFactor()
    {
        var (rows, columns, square) = (new double[3], new double[2], new double[2]);
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, t) =>
                {
                    var beta = 1 - Math.Pow(t, -0.8);
                    double Square(int row, int column) => (g[(row * 2) + column] * g[(row * 2) + column]) + 1e-30;
                    rows = [.. rows.Select((r, i) => (beta * r) + ((1 - beta) * (Square(i, 0) + Square(i, 1)) / 2))];
                    columns =
                    [
                        .. columns.Select(
                            (c, j) => (beta * c) + ((1 - beta) * (Square(0, j) + Square(1, j) + Square(2, j)) / 3)
                        ),
                    ];
                    square = [.. square.Select((v, i) => (beta * v) + ((1 - beta) * ((g[6 + i] * g[6 + i]) + 1e-30)))];
                    double[] u =
                    [
                        .. Enumerable
                            .Range(0, 8)
                            .Select(i =>
                                g[i] / Math.Sqrt(i < 6 ? rows[i / 2] * columns[i % 2] / rows.Average() : square[i - 6])
                            ),
                    ];
                    u = Bowl.Each(
                        u,
                        part => [.. part.Select(x => x / Math.Max(1, Bowl.Norm(part) / Math.Sqrt(part.Length)))]
                    );
                    double Size(Range range) => Math.Max(1e-3, Bowl.Norm(w[range]) / Math.Sqrt(w[range].Length));
                    var rate = Math.Min(0.01, 1 / Math.Sqrt(t));
                    return [.. u.Select((u, i) => -rate * u * Size(i < 6 ? Bowl.Matrix : Bowl.Vector))];
                }
            ),
            Bowl.Path(Net.AdaFactor(), Steps)
        );
    }

    [Fact]
    public void Muon()
    {
        var h = new double[8];
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, _) =>
                {
                    h = [.. h.Zip(g, (h, g) => (0.95 * h) + g)];
                    double[] u = [.. h.Zip(g, (h, g) => g + (0.95 * h))];
                    return
                    [
                        .. NewtonSchulz(u[Bowl.Matrix]).Zip(w, (u, w) => -0.02 * (u + (0.1 * w))),
                        .. g[Bowl.Vector].Select(_ => 0.0),
                    ];
                }
            ),
            Bowl.Path(
                Freeze(path => path.EndsWith("bias", StringComparison.Ordinal)) >> Net.Muon(0.02, decay: 0.1),
                Steps
            )
        );
    }

    [Fact]
    public void Muon_brings_singular_values_near_1()
    {
        // The singular values of a matrix X with two columns follow from trace and determinant of XᵀX.
        var start = Bowl.Path(Scale(0), 1)[0];
        var x = Bowl.Path(Net.Orthogonalize() >> Scale(-1), 1)[0]
            .Zip(start, (after, before) => before - after)
            .ToArray();
        var (a, b, c) = (
            (x[0] * x[0]) + (x[2] * x[2]) + (x[4] * x[4]),
            (x[0] * x[1]) + (x[2] * x[3]) + (x[4] * x[5]),
            (x[1] * x[1]) + (x[3] * x[3]) + (x[5] * x[5])
        );
        var root = Math.Sqrt(((a - c) * (a - c) / 4) + (b * b));
        Assert.InRange(Math.Sqrt(((a + c) / 2) + root), 0.68, 1.25);
        Assert.InRange(Math.Sqrt(((a + c) / 2) - root), 0.68, 1.25);
    }

    [Fact]
    public void Clipping_by_norm_takes_each_parameter_alone()
    {
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, _) => Bowl.Each(g, part => [.. part.Select(g => -0.1 * g * Math.Min(1, 0.4 / Bowl.Norm(part)))])
            ),
            Bowl.Path(ClipByNorm(0.4) >> Sgd(0.1), Steps)
        );
    }

    [Fact]
    public void Centralizing_takes_the_mean_over_the_inputs_of_each_unit()
    {
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, _) =>
                    [.. g.Select((x, i) => -0.1 * (i < 6 ? x - ((g[i % 2] + g[2 + (i % 2)] + g[4 + (i % 2)]) / 3) : x))]
            ),
            Bowl.Path(CentralizeGradients() >> Sgd(0.1), Steps)
        );
    }

    [Fact]
    public void Noise_falls_and_follows_from_the_key()
    {
        var noise = ((Key)5).Split("noise");
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (_, g, t) =>
                {
                    var key = noise.Split((ulong)(t - 1));
                    var (matrix, vector) = (new double[6], new double[2]);
                    key.Split("optimizer/0/noise/matrix/weight").Normal<double>(matrix);
                    key.Split("optimizer/0/noise/vector/bias").Normal<double>(vector);
                    var deviation = Math.Sqrt(0.3 / Math.Pow(t, 0.55));
                    return [.. g.Zip([.. matrix, .. vector], (g, z) => -0.1 * (g + (deviation * z)))];
                }
            ),
            Bowl.Path(AddNoise(0.3) >> Sgd(0.1), Steps)
        );
    }

    private static double[] NewtonSchulz(double[] matrix)
    {
        // For [3, 2], XᵀX is the smaller Gram matrix: X = a X + X (b S + c S²) with S = XᵀX. A wide kernel needs no factor.
        double[] x = [.. matrix.Select(value => value / (Bowl.Norm(matrix) + 1e-7))];
        for (var i = 0; i < 5; i++)
        {
            var s = Product(Transpose(x, 3), x, 2, 3, 2);
            var square = Product(s, s, 2, 2, 2);
            double[] mixed = [.. s.Zip(square, (s, q) => (-4.7750 * s) + (2.0315 * q))];
            x = [.. x.Zip(Product(x, mixed, 3, 2, 2), (x, y) => (3.4445 * x) + y)];
        }

        return x;
    }

    private static double[] Transpose(double[] x, int rows) =>
        [.. Enumerable.Range(0, x.Length).Select(i => x[(i % rows * (x.Length / rows)) + (i / rows)])];

    private static double[] Product(double[] x, double[] y, int n, int k, int m) =>
        [
            .. Enumerable
                .Range(0, n * m)
                .Select(at => Enumerable.Range(0, k).Sum(i => x[(at / m * k) + i] * y[(i * m) + (at % m)])),
        ];
}
