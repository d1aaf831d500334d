namespace FunctionalNet;

/// <summary>Edge cases of windows, for every operator of the convolution family.</summary>
internal static class ConvExamples
{
    private const string Linear = "It is linear in both: larger numbers only make larger rounding errors.";

    /// <summary>Builds an example from x [batch, channels, ...] and filters.</summary>
    public delegate Expr Build(Expr[] x, PerAxis? stride, Padding? padding, PerAxis? dilation, int groups);

    /// <summary>Examples of a convolution; <paramref name="build"/> gets an input and filters.</summary>
    public static IEnumerable<Example> Of(Build build) =>
        from e in new (
            string Name,
            Shape X,
            Shape W,
            PerAxis? Stride,
            Padding? Padding,
            PerAxis? Dilation,
            int Groups
        )[]
        {
            ("plain", new(2, 3, 5, 6), new(4, 3, 3, 3), null, null, null, 1),
            ("padded", new(2, 2, 5, 4), new(3, 2, 3, 3), null, 1, null, 1),
            ("same", new(1, 2, 6, 5), new(3, 2, 2, 3), 2, Padding.Same, null, 1),
            ("same, larger half in front", new(1, 2, 6, 5), new(3, 2, 2, 3), 2, Padding.SameLower, null, 1),
            ("stride", new(2, 2, 7, 8), new(3, 2, 3, 2), (2, 3), 1, null, 1),
            ("stride beyond the filter", new(1, 2, 8, 7), new(3, 2, 1, 2), 3, null, null, 1),
            ("dilation", new(2, 2, 7, 8), new(3, 2, 3, 2), null, null, (2, 3), 1),
            ("stride and dilation", new(1, 2, 9, 10), new(3, 2, 3, 3), (2, 3), (1, 2), (3, 2), 1),
            ("asymmetric", new(1, 2, 4, 5), new(3, 2, 2, 3), 2, Padding.Of((0, 2), (3, 1)), null, 1),
            ("groups", new(2, 4, 5, 5), new(6, 2, 3, 3), 2, 1, null, 2),
            ("depthwise", new(2, 3, 6, 5), new(3, 1, 3, 3), null, 1, null, 3),
            ("depthwise with two filters a channel", new(2, 3, 6, 5), new(6, 1, 3, 2), 2, 1, 2, 3),
            ("pointwise", new(2, 5, 3, 4), new(7, 5, 1, 1), null, null, null, 1),
            ("pointwise, stride", new(2, 3, 5, 4), new(2, 3, 1, 1), 2, null, null, 1),
            ("one axis", new(2, 3, 9), new(4, 3, 3), 2, 1, null, 1),
            ("three axes", new(1, 2, 4, 3, 5), new(3, 2, 2, 3, 2), (1, 2, 1), 1, (2, 1, 1), 1),
            ("one of everything", new(1, 1, 1, 1), new(1, 1, 1, 1), null, null, null, 1),
            ("one place, all padding around", new(1, 1, 1, 1), new(1, 1, 3, 3), null, 1, null, 1),
            ("thin", new(2, 1, 17, 13), new(5, 1, 3, 3), null, 1, null, 1),
            ("many channels", new(1, 11, 9, 8), new(10, 11, 3, 3), null, 1, null, 1),
            ("deep", new(2, 50, 4, 4), new(9, 50, 3, 3), null, 1, null, 1),
            ("the whole", new(2, 3, 4, 4), new(5, 3, 4, 4), null, null, null, 1),
        }
        select new Example(
            e.Name,
            x => build(x, e.Stride, e.Padding, e.Dilation, e.Groups),
            new Domain(e.X, -1, 1) { Outside = Linear },
            new Domain(e.W, -1, 1) { Outside = Linear }
        )
        {
            Tolerance = 1e-4,
        };
}
