namespace FunctionalNet;

/// <summary>The role of a stored tensor.</summary>
public enum StoredRole
{
    /// <summary>Part of a formula: the 2 of a power, a bound, a shape, integers.</summary>
    Constant,

    /// <summary>Kept under its name and read, but not trainable: running statistics, masks, tables of sines.</summary>
    Slot,

    /// <summary>Trainable.</summary>
    Parameter,
}
