namespace FunctionalNet;

/// <summary>Which axes of a parameter belong to one unit.</summary>
internal static class Units
{
    /// <summary>The axes of the inputs: the first of weights [in, out], all but the first of filters [out, in, ...].</summary>
    public static int[] Inputs(Shape shape) => shape.Rank == 2 ? [0] : [.. Enumerable.Range(1, shape.Rank - 1)];
}
