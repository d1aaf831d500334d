namespace FunctionalNet.Verification;

/// <content>Comparison of an optimizer with a reference.</content>
public static partial class GradientCheck
{
    /// <summary>
    /// Checks that an optimizer implements the intended rule: after each step, its parameters equal those of a straightforward reference
    /// implementation, from the same start and with the same gradients.
    /// </summary>
    /// <param name="optimizer">A transform, or a chain of them.</param>
    /// <param name="reference">Maps the initial parameters to a function of the gradient that returns the parameters after each
    /// step.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="options">The seed, and whether a failure is thrown.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is less than 1.</exception>
    /// <exception cref="GradientCheckException">The trajectories differ by more than the tolerance, relative to the parameters.</exception>
    /// <example><code>
    /// GradientCheck.Trajectory(
    ///     Sgd(0.1),
    ///     start =>
    ///     {
    ///         double[] w = [.. start];
    ///         return gradient => w = [.. w.Zip(gradient, (p, g) => p - (0.1 * g))];
    ///     }
    /// );
    /// </code></example>
    public static GradientReport Trajectory(
        Transform optimizer,
        Func<double[], Func<double[], double[]>> reference,
        int steps = 20,
        GradientCheckOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        options ??= new GradientCheckOptions();
        var report = new Trajectory(optimizer, reference, options).Follow(steps);
        return report.Passed || !options.Throws ? report : throw new GradientCheckException(report);
    }
}
