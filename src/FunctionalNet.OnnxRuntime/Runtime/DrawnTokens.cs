using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Runtime;

/// <summary>Random tokens in a random input, where a model uses it as indices into tables.</summary>
internal static class DrawnTokens
{
    /// <summary>Draws tokens where a model reads them directly from its input, with at most a normalization in between.</summary>
    /// <param name="graph">The model, whose first input is random.</param>
    /// <param name="slots">The values of its slots, such as those of the normalization.</param>
    /// <param name="key">Determines the tokens.</param>
    /// <param name="values">The random input.</param>
    public static void Put<T>(Graph graph, IReadOnlyDictionary<string, Tensor<T>> slots, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = graph.Inputs[0];

        // The source of each value: the elements of an input that it holds.
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
