namespace FunctionalNet;

/// <summary>The norm of a gradient.</summary>
public enum VectorNorm
{
    /// <summary>Σ |g|.</summary>
    L1,

    /// <summary>√Σ g².</summary>
    L2,

    /// <summary>The largest |g|.</summary>
    LInfinity,
}
