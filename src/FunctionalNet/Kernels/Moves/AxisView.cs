namespace FunctionalNet.Kernels;

/// <summary>A row-major shape viewed around one axis, as [outer, size, inner].</summary>
internal readonly record struct AxisView(int Outer, int Size, int Inner)
{
    public static AxisView Of(ReadOnlySpan<int> sizes, int axis) =>
        new(Product(sizes[..axis]), sizes[axis], Product(sizes[(axis + 1)..]));

    private static int Product(ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
