namespace FunctionalNet;

/// <summary>What the length of a gradient is.</summary>
public enum VectorNorm
{
    /// <summary>Σ |g|.</summary>
    L1,

    /// <summary>√Σ g².</summary>
    L2,

    /// <summary>The largest |g|.</summary>
    LInfinity,
}
