namespace FunctionalNet;

/// <summary>What becomes of a tensor that a file stores.</summary>
public enum StoredRole
{
    /// <summary>It is part of a formula: the 2 of a power, a bound, a shape, whole numbers.</summary>
    Constant,

    /// <summary>It is kept under its name and read, but does not learn: running statistics, masks, tables of sines.</summary>
    Slot,

    /// <summary>It learns.</summary>
    Parameter,
}
