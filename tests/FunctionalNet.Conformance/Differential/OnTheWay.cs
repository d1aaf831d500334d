using FunctionalNet.Execution;

namespace FunctionalNet.Conformance.Differential;

/// <summary>All values of a graph: inputs, intermediate values and outputs.</summary>
internal static class OnTheWay
{
    /// <summary>The value of each expression in double, computed one operator at a time.</summary>
    /// <param name="own">The model with its data.</param>
    /// <param name="round">Rounds or perturbs each floating-point value; none if absent.</param>
    public static IReadOnlyDictionary<Expr, Tensor<double>> Of(
        Own own,
        Func<Tensor<double>, Tensor<double>>? round = null
    )
    {
        var (graph, stored) = (own.Model.Graph, own.Model.Values<double>());
        var values = graph.Inputs.ToDictionary(
            input => input,
            input => own.Data.GetValueOrDefault(input.Variable!.Path) ?? stored[input.Variable.Path]
        );
        foreach (var expr in Expr.Sort(graph.Outputs).Where(expr => !values.ContainsKey(expr)))
        {
            var value = Reference.Value(expr, [.. expr.Inputs.Select(input => values[input])]);
            values[expr] = expr.IsFloat && round is not null ? round(value) : value;
        }

        return values;
    }
}
