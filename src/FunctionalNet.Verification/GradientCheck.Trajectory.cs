namespace FunctionalNet.Verification;

/// <content>An optimizer against a reference.</content>
public static partial class GradientCheck
{
    /// <summary>
    /// Checks that an optimizer is the rule that was meant: step by step, its parameters are those of a reference that is written
    /// plainly, from the same start and with the same gradients.
    /// </summary>
    /// <param name="optimizer">A transform, or a chain of them.</param>
    /// <param name="reference">From the parameters at the start to a function of the gradient that gives the parameters after each step.</param>
    /// <param name="steps">How many steps are compared.</param>
    /// <param name="options">The seed, and whether a failure is thrown.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
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
