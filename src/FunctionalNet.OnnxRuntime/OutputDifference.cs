namespace FunctionalNet;

/// <summary>The difference between one output of two model files.</summary>
/// <param name="Name">The name of the output in the first file.</param>
/// <param name="Largest">The largest |a - b|; NaN if one of the two is NaN. Unequal strings differ by 1.</param>
/// <param name="Relative">The largest |a - b| / (1 + |a|); NaN or infinite if one of the two is not finite.</param>
/// <param name="Mean">The mean of |a - b|.</param>
public sealed record OutputDifference(string Name, double Largest, double Relative, double Mean)
{
    /// <summary>For example <c>scores: at most 0.031, 0.0002 in the mean</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}: at most {Largest:G4}, {Mean:G4} in the mean");
}
