namespace FunctionalNet.Verification;

/// <summary>
/// Thrown for a wrong gradient. The message is that of the failure: what, where, for which values, and how to reproduce it.
/// </summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="GradientCheckException"/> class.</summary>
    public GradientCheckException(GradientReport report)
        : base(report?.ToString(), report?.Failure?.Cause) => Report = report!;

    /// <summary>Gets the report.</summary>
    public GradientReport Report { get; }
}
