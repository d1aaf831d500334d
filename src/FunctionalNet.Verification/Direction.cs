namespace FunctionalNet.Verification;

/// <summary>Points and directions in the space of all variables: one array per variable.</summary>
internal static class Direction
{
    /// <summary>A random direction with elements of magnitude about 1; zero for variables that are not selected.</summary>
    public static double[][] Draw(IReadOnlyList<Argument> places, Func<int, bool> chosen, Key key) =>
        [
            .. places.Select(
                (place, i) =>
                {
                    var d = new double[place.Shape.Size];
                    if (chosen(i))
                    {
                        key.Split(place.Path).Normal<double>(d);
                    }

                    return d;
                }
            ),
        ];

    /// <summary>x + t d.</summary>
    public static double[][] Move(double[][] x, double[][] d, double t) =>
        [
            .. x.Zip(
                d,
                (from, along) =>
                {
                    var to = new double[from.Length];
                    for (var i = 0; i < to.Length; i++)
                    {
                        to[i] = from[i] + (t * along[i]);
                    }

                    return to;
                }
            ),
        ];

    /// <summary>Σ x y, over the elements of x.</summary>
    public static double Dot(double[][] x, double[][] y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x[i].Length; j++)
            {
                sum += x[i][j] * y[i][j];
            }
        }

        return sum;
    }

    /// <summary>Σ |x y|, over the elements of x.</summary>
    public static double Size(double[][] x, double[][] y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x[i].Length; j++)
            {
                sum += Math.Abs(x[i][j] * y[i][j]);
            }
        }

        return sum;
    }
}
