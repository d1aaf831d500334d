using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>Finds the first operator of a graph whose own derivative is wrong: each is checked alone, with its actual operands.</summary>
/// <param name="origins">The layer of each expression.</param>
/// <param name="key">Determines directions and cotangents.</param>
/// <param name="second">Whether each is differentiated twice: a mistake that vanishes at a point may still show in the second
/// derivative.</param>
internal sealed class Location(IReadOnlyDictionary<Expr, string> origins, Key key, bool second = false)
{
    private readonly GradientCheckOptions options = new() { SecondOrder = second, Float = false };

    /// <summary>The operator, with its layer and the shapes of its operands; null if all are right.</summary>
    public string? FirstWrong(IReadOnlyList<Expr> variables, double[][] values, IReadOnlyList<Expr> outputs)
    {
        var order = Expr.Sort(outputs);
        var results = Reference.Run<double>(
            new Graph([.. variables], order),
            [.. variables.Zip(values, (variable, x) => new Tensor<double>(variable.Shape, x))]
        );
        var valueOf = order
            .Select((expr, i) => (expr, Values: results[i].Span.ToArray()))
            .ToDictionary(pair => pair.expr, pair => pair.Values);
        foreach (var expr in order.Where(expr => expr.IsFloat && expr.Inputs.Any(input => input.IsFloat)))
        {
            double[][] operands = [.. expr.Inputs.Select(input => valueOf[input])];
            if (IsWrong(expr, operands))
            {
                return Describe(expr) + Within(expr, operands);
            }
        }

        return null;
    }

    private static Expr[] Fresh(Expr expr) =>
        [.. expr.Inputs.Select((x, i) => Expr.Input($"operand {i}", x.Shape, x.Type.Element))];

    private static ExprCase CaseOf(Expr[] operands, Expr y) =>
        new(
            [
                .. operands.Select(x =>
                    (x, new Argument(x.Variable!.Path, x.Shape, x.IsFloat, _ => throw new InvalidOperationException()))
                ),
            ],
            [y],
            new Dictionary<Expr, string>()
        );

    private bool IsWrong(Expr expr, double[][] operands)
    {
        var fresh = Fresh(expr);
        return new SampleCheck(CaseOf(fresh, expr.On(fresh)), options, key).At(operands).Failure is not null;
    }

    // A function may be wrong itself, or through an operator of its body.
    private string Within(Expr expr, double[][] operands)
    {
        var fresh = Fresh(expr);
        return expr.Op.Body(fresh) is { } body && FirstWrong(fresh, operands, [body]) is { } inner
            ? $", in its body {inner}"
            : string.Empty;
    }

    private string Describe(Expr expr) =>
        $"{expr.Op} of {string.Join(", ", expr.Inputs.Select(input => input.Type))}"
        + (origins.TryGetValue(expr, out var path) && path.Length > 0 ? $", in layer '{path}'" : string.Empty);
}
