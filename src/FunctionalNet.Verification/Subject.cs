using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet.Verification;

/// <summary>The subject of a check: its name, the domains of its inputs, and the function for given shapes.</summary>
internal sealed record Subject(string Name, IReadOnlyList<Input> Inputs, Func<IReadOnlyList<Shape>, bool, Case> Trace)
{
    /// <summary>Checks it, and throws unless the options say otherwise.</summary>
    public GradientReport Check(GradientCheckOptions? options)
    {
        options ??= new GradientCheckOptions();
        var search = new Search(this, options);
        Property.ForAll(Generators.Samples(Inputs), options.Seed, options.Samples, search.Holds, search.Simpler);
        var report = search.Report();
        return report.Passed || !options.Throws ? report : throw new GradientCheckException(report);
    }

    /// <summary>An input variable and its domain.</summary>
    public static (Expr Variable, Argument Place) Variable(string path, Shape shape, Input input) =>
        (
            Expr.Input(path, shape, input.Element),
            new Argument(
                path,
                shape,
                input.Element == ElementType.Float && !input.IsWhole,
                key => input.Draw(shape, key)
            )
            {
                Bounds = (input.Low, input.High),
            }
        );

    /// <summary>The domain of a variable that a layer or an optimizer requested.</summary>
    public static Argument PlaceOf(Expr expr)
    {
        var variable = expr.Variable!;
        return new Argument(
            variable.Path,
            expr.Shape,
            variable.Kind is VariableKind.Parameter,
            key =>
                variable.Kind switch
                {
                    VariableKind.Slot when variable.Path == "step" => [key.Low % 20],
                    VariableKind.Slot when variable.Path == "step/rest" => [0],
                    VariableKind.Noise => Initial(expr, key),
                    _ => Varied(Initial(expr, key), key.Split("varied")),
                }
        );
    }

    /// <summary>A list of subjects, as a name.</summary>
    public static string List(IEnumerable<object> parts) =>
        string.Join(", ", parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part}")));

    /// <summary>The initial values of a variable.</summary>
    public static double[] Initial(Expr expr, Key key)
    {
        var values = new double[expr.Shape.Size];
        expr.Variable!.Fill<double>(expr.Shape, key, values);
        return values;
    }

    // Like after training: near the initial values, but neither 0 nor equal, and still positive where they were not negative.
    private static double[] Varied(double[] values, Key key)
    {
        var variation = new double[values.Length];
        key.Uniform<double>(variation);
        return [.. values.Zip(variation, (value, u) => value == 0 ? (u + 0.01) / 2 : value * (0.75 + (u / 2)))];
    }
}
