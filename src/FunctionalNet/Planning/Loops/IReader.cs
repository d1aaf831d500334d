namespace FunctionalNet.Execution;

/// <summary>An operand of an elementwise kernel that is first converted to the layout of the result, a tile at a time.</summary>
internal interface IReader<T>
    where T : unmanaged
{
    /// <summary>Fills a tile with the elements from <paramref name="start"/> on.</summary>
    void Read(int start, Span<T> tile);
}
