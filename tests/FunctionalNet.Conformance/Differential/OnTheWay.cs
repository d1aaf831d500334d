using FunctionalNet.Execution;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The numbers of a graph: what goes in, what comes out, and what is between.</summary>
internal static class OnTheWay
{
    /// <summary>What each expression gives, in double, by one operator after the other.</summary>
    public static IReadOnlyDictionary<Expr, Tensor<double>> Of(Own own)
    {
        var (graph, stored) = (own.Model.Graph, own.Model.Values<double>());
        var values = graph.Inputs.ToDictionary(
            input => input,
            input => own.Data.GetValueOrDefault(input.Variable!.Path) ?? stored[input.Variable.Path]
        );
        foreach (var expr in Expr.Sort(graph.Outputs).Where(expr => !values.ContainsKey(expr)))
        {
            values[expr] = Reference.Value(expr, [.. expr.Inputs.Select(input => values[input])]);
        }

        return values;
    }
}
