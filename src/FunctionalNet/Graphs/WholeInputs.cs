using System.Globalization;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// Checks that inputs of integers and booleans hold nothing else, before each run. Inputs that are read only by operators with a check of
/// their own (<see cref="IChecksInput"/>) are left to these, whose errors are more specific.
/// </summary>
internal static class WholeInputs
{
    /// <summary>The inputs to check.</summary>
    public static Expr[] Of(IEnumerable<Expr> inputs, IEnumerable<Expr> outputs)
    {
        var whole = inputs.Where(input => !input.IsFloat).ToHashSet();
        return whole.Count == 0
            ? []
            :
            [
                .. Expr.Sort(outputs)
                    .Where(expr => expr.Op is not IChecksInput)
                    .SelectMany(expr => expr.Inputs)
                    .Where(whole.Remove),
            ];
    }

    /// <summary>Throws if a graph is given another number.</summary>
    /// <exception cref="ArgumentException">A number is not an integer, or not a boolean.</exception>
    public static void Check<T>(Graph graph, IReadOnlyList<Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var input in Of(graph.Inputs, graph.Outputs))
        {
            Check<T>(input, values[graph.Inputs.IndexOf(input)].Span);
        }
    }

    /// <summary>Throws if an input is given another number.</summary>
    /// <exception cref="ArgumentException">A number is not an integer, or not a boolean.</exception>
    public static void Check<T>(Expr input, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isTruth = input.Type.Element == ElementType.Bool;
        for (var i = 0; i < values.Length; i++)
        {
            if (isTruth ? values[i] != T.Zero && values[i] != T.One : !T.IsInteger(values[i]))
            {
                throw Invalid(input, double.CreateTruncating(values[i]), i);
            }
        }
    }

    private static ArgumentException Invalid(Expr input, double value, int index)
    {
        var places = new List<int>();
        for (var axis = input.Shape.Rank - 1; axis >= 0; axis--)
        {
            places.Insert(0, index % input.Shape[axis].Size);
            index /= input.Shape[axis].Size;
        }

        var (what, repair) =
            input.Type.Element == ElementType.Bool
                ? ("neither 0 nor 1", "give truth values")
                : ("no whole number", "round it, or look where it comes from");
        var text = double.IsNaN(value)
            ? "NaN (not a number, or missing)"
            : value.ToString(CultureInfo.InvariantCulture);
        return new(
            $"{input.Variable} takes {input.Type}, but the element at [{string.Join(", ", places)}] is {text}, {what}: {repair}.",
            nameof(value)
        );
    }
}
