namespace FunctionalNet.Execution;

/// <summary>Operation applied to a finished block of C while it is still in cache: bias, activation, ...</summary>
internal abstract class Epilogue
{
    /// <summary>
    /// Called once for each block of C, after its last multiply-add, by the worker that finished it. The blocks are
    /// disjoint and cover C.
    /// </summary>
    public abstract void Run(int row, int rows, int column, int columns, int worker);
}
