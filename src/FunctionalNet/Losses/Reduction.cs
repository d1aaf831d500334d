namespace FunctionalNet;

/// <summary>How a loss reduces its terms, one per element or sample.</summary>
public enum Reduction
{
    /// <summary>Their mean, a scalar: the default of training.</summary>
    Mean,

    /// <summary>Their sum, a scalar.</summary>
    Sum,

    /// <summary>No reduction.</summary>
    None,
}
