namespace FunctionalNet;

/// <summary>How the figures of several classes are averaged.</summary>
public enum Average
{
    /// <summary>Macro: the unweighted mean over the classes that occur.</summary>
    Macro,

    /// <summary>Micro: the figure of all decisions together.</summary>
    Micro,

    /// <summary>Weighted: the mean over the classes, weighted by their numbers of samples.</summary>
    Weighted,
}
