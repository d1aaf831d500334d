namespace FunctionalNet.Kernels;

/// <summary>Panels of A that are taken together, among those of a part of its rows, which are spread evenly over panels.</summary>
/// <param name="From">The first row of the part.</param>
/// <param name="Low">The rows of a panel.</param>
/// <param name="Higher">How many panels, the first ones, have one row more.</param>
/// <param name="First">The first panel.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="IsFirst">Whether no panels of the part come before these.</param>
/// <param name="IsOnly">Whether these are all.</param>
internal readonly record struct GemmPanels(int From, int Low, int Higher, int First, int End, bool IsFirst, bool IsOnly)
{
    /// <summary>The first row of a panel.</summary>
    public int Row(int panel) => From + (panel * Low) + Math.Min(panel, Higher);

    /// <summary>The rows of a panel.</summary>
    public int Rows(int panel) => panel < Higher ? Low + 1 : Low;
}
