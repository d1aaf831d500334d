namespace FunctionalNet.Verification;

/// <content>Whole graphs.</content>
public static partial class GradientCheck
{
    /// <summary>
    /// Checks a graph, such as one from a file: every result that is of numbers, with respect to every input and parameter that is.
    /// </summary>
    /// <param name="graph">
    /// The graph. Parameters start where their initializers put them, and are varied; inputs are drawn, whole numbers among them as 0
    /// or 1, and their free axes are varied.
    /// </param>
    /// <param name="name">What the report calls it.</param>
    /// <param name="options">How the check runs.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the graph threw.</exception>
    /// <example><code>
    /// OnnxModel file = OnnxModel.Load("digits.onnx").OrThrow();
    /// GradientCheck.Graph(file.Graph, file.Name);
    /// </code></example>
    public static GradientReport Graph(Graph graph, string name, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var drawn = graph.Inputs.Where(input => input.Variable!.Initializer is null).ToArray();
        var stored = graph.Inputs.Where(input => input.Variable!.Initializer is not null).ToArray();
        Input[] inputs =
        [
            .. drawn.Select(input =>
                input.IsFloat
                    ? new Input(Shapes.Like(input.Shape))
                    : new Input(Shapes.Like(input.Shape), 0, 1, input.Type.Element)
            ),
        ];
        return new Subject(
            name,
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
