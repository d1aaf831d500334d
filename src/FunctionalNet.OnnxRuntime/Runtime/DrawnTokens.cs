using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Runtime;

/// <summary>Tokens in an input that was drawn: what a model looks up in tables is one of their places.</summary>
internal static class DrawnTokens
{
    /// <summary>Puts tokens where a model takes them straight from its input, behind a normalization at most.</summary>
    /// <param name="graph">The model, whose first input was drawn.</param>
    /// <param name="slots">The values of its slots, such as those of the normalization.</param>
    /// <param name="key">From what tokens are drawn.</param>
    /// <param name="values">What was drawn.</param>
    public static void Put<T>(Graph graph, IReadOnlyDictionary<string, Tensor<T>> slots, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = graph.Inputs[0];

        // Where each comes from: the elements of an input that holds their places.
        var places = new Tensor<double>(input.Shape, [.. Enumerable.Range(0, values.Length).Select(i => (double)i)]);
        var drawn = new double[values.Length];
        key.Split("tokens").Uniform<double>(drawn);
        foreach (var looked in Expr.Sort(graph.Outputs).Where(Ops.IsLooked))
        {
            var from = looked.Inputs[0];
            Expr[] read = [.. Expr.Sort([from]).Where(expr => expr.Variable is not null && expr != input)];
            if (Array.Exists(read, expr => expr.Variable!.Kind != VariableKind.Slot))
            {
                continue;
            }

            Tensor<double>[] known = [places, .. read.Select(slot => Doubles(slots[slot.Variable!.Path]))];
            foreach (var place in Reference.Run(new Graph([input, .. read], [from]), known)[0].Span)
            {
                if (double.IsInteger(place) && place >= 0 && place < values.Length)
                {
                    values[(int)place] = T.CreateChecked(Math.Floor(drawn[(int)place] * (Ops.Tokens(looked) ?? 1)));
                }
            }
        }
    }

    private static Tensor<double> Doubles<T>(Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(tensor.Shape, [.. tensor.Span.ToArray().Select(double.CreateTruncating)]);
}
