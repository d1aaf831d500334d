namespace FunctionalNet;

/// <summary>Edge cases of windows, for every pool.</summary>
internal static class PoolExamples
{
    /// <summary>Builds an example.</summary>
    public delegate Expr Build(
        Expr x,
        PerAxis kernel,
        PerAxis? stride,
        Padding? padding,
        PerAxis? dilation,
        bool ceiling
    );

    public static IEnumerable<Example> Of(Build build) =>
        from e in new (
            string Name,
            Shape X,
            PerAxis Kernel,
            PerAxis? Stride,
            Padding? Padding,
            PerAxis? Dilation,
            bool Ceiling
        )[]
        {
            ("halves", new(2, 3, 4, 6), 2, null, null, null, false),
            ("wide", new(1, 2, 4, 40), 2, null, null, null, false),
            ("overlapping", new(2, 2, 7, 8), 3, (2, 1), null, null, false),
            ("padded", new(1, 2, 5, 6), 3, 2, 1, null, false),
            ("same", new(1, 2, 5, 6), (2, 3), 2, Padding.Same, null, false),
            ("asymmetric", new(1, 2, 5, 4), (2, 3), (1, 2), Padding.Of((0, 1), (1, 2)), null, false),
            ("dilation", new(1, 2, 7, 6), 2, 1, null, (3, 2), false),
            ("ceiling", new(1, 2, 6, 5), 3, 2, null, null, true),
            ("ceiling that would begin outside", new(1, 1, 4, 5), 2, 3, 1, null, true),
            ("gaps", new(1, 2, 7, 7), 1, 3, null, null, false),
            ("one axis", new(2, 3, 9), 3, 2, 1, null, false),
            ("three axes", new(1, 2, 4, 3, 5), (2, 3, 2), (2, 1, 2), 1, null, false),
            ("one of everything", new(1, 1, 1, 1), 1, null, null, null, false),
        }
        select new Example(
            e.Name,
            x => build(x[0], e.Kernel, e.Stride, e.Padding, e.Dilation, e.Ceiling),
            new Domain(e.X)
        );
}
