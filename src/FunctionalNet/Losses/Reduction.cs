namespace FunctionalNet;

/// <summary>What a loss makes of its terms, one for each element or sample.</summary>
public enum Reduction
{
    /// <summary>Their mean, a scalar: what training takes.</summary>
    Mean,

    /// <summary>Their sum, a scalar.</summary>
    Sum,

    /// <summary>The terms themselves.</summary>
    None,
}
