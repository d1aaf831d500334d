namespace FunctionalNet.Laws;

/// <summary>Examples with other axis sizes.</summary>
internal static class Resizing
{
    /// <summary>The example with every axis of the given size resized to the given length; null if its shapes do not allow that.</summary>
    public static Example? Resized(this Example example, int size, int length)
    {
        try
        {
            var resized = example with
            {
                Domains =
                [
                    .. example.Domains.Select(domain =>
                        domain with
                        {
                            Shape = new Shape([.. domain.Shape.Select(dim => dim == size ? length : dim)]),
                        }
                    ),
                ],
            };
            return resized.Trace().Output.Shape.IsKnown ? resized : null;
        }
        catch (ShapeException)
        {
            return null;
        }
    }
}
