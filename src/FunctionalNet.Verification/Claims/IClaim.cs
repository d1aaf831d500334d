namespace FunctionalNet.Verification;

/// <summary>A property of a correct gradient at points where the function is smooth.</summary>
internal interface IClaim
{
    /// <summary>A violation of the claim at a point; null if it holds.</summary>
    Problem? Refute(SmoothPoint spot);
}

/// <summary>A violated claim.</summary>
/// <param name="Kind">Which claim.</param>
/// <param name="Text">A description in one line.</param>
/// <param name="Path">The variable whose derivative is wrong; empty if it is not a single one.</param>
/// <param name="Analytic">The value by reverse mode.</param>
/// <param name="Expected">The expected value.</param>
/// <param name="Allowed">The allowed difference; NaN if it is not numeric.</param>
internal sealed record Problem(
    FailureKind Kind,
    string Text,
    string Path = "",
    double Analytic = double.NaN,
    double Expected = double.NaN,
    double Allowed = double.NaN
);
