using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>Derivatives by single elements, to show which are wrong.</summary>
internal static class Elements
{
    private const int Max = 64;

    /// <summary>Analytic and numeric derivatives by the first elements of a variable, the worst first.</summary>
    public static ImmutableArray<GradientElement> Of(Case subject, double[][] x, string path)
    {
        var place = subject.Places.IndexOf(subject.Places.First(p => p.Path == path));
        var gradient = subject.Gradient(x)[place];
        return
        [
            .. Enumerable
                .Range(0, Math.Min(Max, gradient.Length))
                .Select(i => new GradientElement(
                    Index(subject.Places[place].Shape, i),
                    gradient[i],
                    Numeric(subject, x, place, i)
                ))
                .OrderByDescending(element => Math.Abs(element.Analytic - element.Numeric)),
        ];
    }

    private static double Numeric(Case subject, double[][] x, int place, int element)
    {
        double[][] d = [.. x.Select(values => new double[values.Length])];
        d[place][element] = 1;
        var step = Difference.LargestStep;
        while (step > Difference.SmallestStep && subject.IsKinkNear(x, d, step))
        {
            step /= Difference.Ratio;
        }

        return Difference.Of(t => subject.Value(Direction.Move(x, d, t)), step).Slope;
    }

    private static string Index(Shape shape, int offset)
    {
        var index = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (offset, index[axis]) = Math.DivRem(offset, shape[axis].Size);
        }

        return $"[{string.Join(", ", index)}]";
    }
}
