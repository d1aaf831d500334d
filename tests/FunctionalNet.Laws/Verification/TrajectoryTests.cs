using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification;

/// <summary>An optimizer follows the trajectory of a plain reference, or the step at which it deviates is reported.</summary>
public class TrajectoryTests
{
    [Fact]
    public void Adam_is_the_rule_of_its_paper()
    {
        var report = GradientCheck.Trajectory(Adam(0.1), start => AdamBy(start, rate: 0.1));
        Assert.True(report.Passed);
        Assert.Equal(5, report.Samples);
    }

    [Fact]
    public void Another_rate_is_found_after_the_first_step()
    {
        var report = GradientCheck.Trajectory(
            Adam(0.1),
            start => AdamBy(start, rate: 0.11),
            options: new() { Throws = false }
        );
        Assert.Equal(FailureKind.Trajectory, report.Failure?.Kind);
        Assert.Contains("after step 1", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, report.Failure!.Counterexample[0].Shape.Size);
    }

    [Fact]
    public void A_reference_with_other_parameters_is_told_of()
    {
        var error = Assert.Throws<GradientCheckException>(() => GradientCheck.Trajectory(Sgd(0.1), _ => _ => []));
        Assert.Contains("0 parameters for 1", error.Message, StringComparison.Ordinal);
    }

    private static Func<double[], double[]> AdamBy(double[] start, double rate)
    {
        double[] w = [.. start];
        var (m, v, step) = (new double[w.Length], new double[w.Length], 0);
        return gradient =>
        {
            step++;
            for (var i = 0; i < w.Length; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * gradient[i]);
                v[i] = (0.999 * v[i]) + (0.001 * gradient[i] * gradient[i]);
                var (mean, square) = (m[i] / (1 - Math.Pow(0.9, step)), v[i] / (1 - Math.Pow(0.999, step)));
                w[i] -= rate * mean / (Math.Sqrt(square) + 1e-8);
            }

            return [.. w];
        };
    }
}
