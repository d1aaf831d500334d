using System.Globalization;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Lectures;

/// <summary>Helpers of the chapters: conversions of tensors, functions on grids, number formats.</summary>
internal static class Numbers
{
    public static double[] Doubles(this Tensor<double> tensor) => tensor.Span.ToArray();

    /// <summary>A column [n, 1] of numbers.</summary>
    public static Tensor<double> Column(params double[] values) => new(new(values.Length, 1), values);

    /// <summary>The values of a function.</summary>
    public static double[] At(this Func<Expr, Expr> f, double[] xs)
    {
        var x = Expr.Input("x", new(xs.Length));
        return Plan<double>.Compile(new Graph([x], [f(x)])).Run(Tensor.Vector<double>(xs))[0].Doubles();
    }

    /// <summary>The derivatives of an elementwise function, by reverse mode.</summary>
    public static double[] SlopesAt(this Func<Expr, Expr> f, double[] xs) => At(x => Gradient.Of(f(x), [x])[0], xs);

    /// <summary>The values of a function of two variables on a grid, [column, row].</summary>
    public static double[,] OnGrid(Func<Expr, Expr, Expr> f, double[] xs, double[] ys)
    {
        var shape = new Shape(xs.Length * ys.Length);
        var (x, y) = (Expr.Input("x", shape), Expr.Input("y", shape));
        var values = Plan<double>
            .Compile(new Graph([x, y], [f(x, y)]))
            .Run(
                new Tensor<double>(shape, [.. xs.SelectMany(value => ys.Select(_ => value))]),
                new Tensor<double>(shape, [.. xs.SelectMany(_ => ys)])
            )[0];
        var grid = new double[xs.Length, ys.Length];
        for (var i = 0; i < xs.Length; i++)
        {
            for (var j = 0; j < ys.Length; j++)
            {
                grid[i, j] = values.Span[(i * ys.Length) + j];
            }
        }

        return grid;
    }

    /// <summary>Normally distributed numbers.</summary>
    public static double[] Normal(Key key, int count)
    {
        var values = new double[count];
        key.Normal<double>(values);
        return values;
    }

    /// <summary>Numbers uniformly distributed between two bounds.</summary>
    public static double[] Uniform(Key key, int count, double low, double high)
    {
        var values = new double[count];
        key.Uniform<double>(values);
        return [.. values.Select(value => low + (value * (high - low)))];
    }

    public static double Deviation(IEnumerable<double> values)
    {
        double[] known = [.. values];
        var mean = known.Average();
        return Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>A number with some digits.</summary>
    public static string Say(this double value, int digits = 4) =>
        value != 0 && (Math.Abs(value) < 1e-4 || Math.Abs(value) >= 1e6)
            ? value.ToString($"0.{new string('#', digits - 2)}e0", CultureInfo.InvariantCulture)
            : value.ToString($"G{digits}", CultureInfo.InvariantCulture);
}
