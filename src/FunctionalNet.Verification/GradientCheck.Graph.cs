namespace FunctionalNet.Verification;

/// <content>Whole graphs.</content>
public static partial class GradientCheck
{
    /// <summary>Checks a graph, such as one from a file: every numeric result, with respect to every numeric input and parameter.</summary>
    /// <param name="graph">The graph. Parameters start with their initial values, and are perturbed; inputs are drawn, integers as 0 or 1.
    /// Free axes are varied.</param>
    /// <param name="name">Its name in the report; its inputs by default.</param>
    /// <param name="values">The domain of an input, by its path; null for the default above. The shapes are the graph's.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the graph threw.</exception>
    /// <example><code>
    /// OnnxModel file = OnnxModel.Load("digits.onnx").OrThrow();
    /// GradientCheck.Graph(file.Graph, file.Name);
    /// GradientCheck.Graph(new Graph([x], [x.Log()]), values: _ => new Input(Shapes.Ranks(2), Low: 0.1, High: 3));
    /// </code></example>
    public static GradientReport Graph(
        Graph graph,
        string? name = null,
        Func<string, Input?>? values = null,
        GradientCheckOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(graph);
        var named = graph.Inputs.ToDictionary(input => input, input => values?.Invoke(input.Variable!.Path));
        var drawn = graph
            .Inputs.Where(input => named[input] is not null || input.Variable!.Initializer is null)
            .ToArray();
        var stored = graph.Inputs.Except(drawn).ToArray();
        Input[] inputs =
        [
            .. drawn.Select(input =>
                named[input] is { } given
                    ? given with
                    {
                        Shapes = input.Shape,
                        Element = input.Type.Element,
                        IsWhole = given.IsWhole || !input.IsFloat,
                    }
                : input.IsFloat ? input.Shape
                : new Input(input.Shape, 0, 1, input.Type.Element)
            ),
        ];
        return new Subject(
            name ?? $"graph of {Subject.List(graph.Inputs.Select(input => input.Variable!.Path))}",
            inputs,
            (shapes, _) =>
            {
                var variables = drawn
                    .Select((input, i) => Subject.Variable(input.Variable!.Path, shapes[i], inputs[i]))
                    .ToArray();
                var given = drawn
                    .Zip(variables, (input, variable) => (input, variable.Variable))
                    .ToDictionary(pair => pair.input, pair => pair.Variable);
                return new ExprCase(
                    [.. variables, .. stored.Select(variable => (variable, Subject.PlaceOf(variable)))],
                    Expr.Rewrite(graph.Outputs, (expr, _) => given.GetValueOrDefault(expr)),
                    new Dictionary<Expr, string>()
                );
            }
        ).Check(options);
    }
}
