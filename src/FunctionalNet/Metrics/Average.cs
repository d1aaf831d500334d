namespace FunctionalNet;

/// <summary>How figures of several classes become one.</summary>
public enum Average
{
    /// <summary>The mean over the classes that occur, each alike.</summary>
    Macro,

    /// <summary>The figure of all decisions together.</summary>
    Micro,

    /// <summary>The mean over the classes, each by the number of its samples.</summary>
    Weighted,
}
