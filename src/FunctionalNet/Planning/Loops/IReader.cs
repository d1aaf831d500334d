namespace FunctionalNet.Execution;

/// <summary>An operand of an elementwise kernel that has to be brought into the form of the result first, a tile at a time.</summary>
internal interface IReader<T>
    where T : unmanaged
{
    /// <summary>Fills a tile with the elements from <paramref name="start"/> on.</summary>
    void Read(int start, Span<T> tile);
}
