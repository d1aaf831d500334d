namespace FunctionalNet.Kernels;

/// <summary>A block of panels of A, among those of a part of its rows, which are distributed evenly over panels.</summary>
/// <param name="From">The first row of the part.</param>
/// <param name="Low">The number of rows of a panel.</param>
/// <param name="Higher">The number of panels, the first ones, with one row more.</param>
/// <param name="First">The first panel.</param>
/// <param name="End">The index after the last panel.</param>
/// <param name="IsFirst">Whether these are the first panels of the part.</param>
/// <param name="IsOnly">Whether these are all panels of the part.</param>
internal readonly record struct GemmPanels(int From, int Low, int Higher, int First, int End, bool IsFirst, bool IsOnly)
{
    /// <summary>The first row of a panel.</summary>
    public int Row(int panel) => From + (panel * Low) + Math.Min(panel, Higher);

    /// <summary>The number of rows of a panel.</summary>
    public int Rows(int panel) => panel < Higher ? Low + 1 : Low;
}
