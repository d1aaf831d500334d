namespace FunctionalNet.Verification;

/// <summary>A gradient that is wrong. The message is the failure's own: what, where, with which values, and how to see it again.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="GradientCheckException"/> class.</summary>
    public GradientCheckException(GradientReport report)
        : base(report?.ToString(), report?.Failure?.Cause) => Report = report!;

    /// <summary>Gets what was found.</summary>
    public GradientReport Report { get; }
}
