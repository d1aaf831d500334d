namespace FunctionalNet.Verification;

/// <summary>One thing that holds of a right gradient wherever the function is smooth.</summary>
internal interface IClaim
{
    /// <summary>What contradicts the claim at a point; null if nothing does.</summary>
    Problem? Refute(SmoothPoint spot);
}

/// <summary>A claim that does not hold.</summary>
/// <param name="Kind">Which claim.</param>
/// <param name="Text">What is wrong, in a line.</param>
/// <param name="Path">The variable whose derivative is wrong; empty where it is not one variable's.</param>
/// <param name="Analytic">What reverse mode gives.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Allowed">The difference that was allowed; NaN where numbers do not say it.</param>
internal sealed record Problem(
    FailureKind Kind,
    string Text,
    string Path = "",
    double Analytic = double.NaN,
    double Expected = double.NaN,
    double Allowed = double.NaN
);
