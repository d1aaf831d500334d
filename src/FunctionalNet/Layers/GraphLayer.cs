namespace FunctionalNet;

/// <summary>A graph as a layer: the result of <see cref="GraphLayers.ToLayer"/>.</summary>
internal sealed record GraphLayer(string Name, Graph Graph) : Layer
{
    /// <inheritdoc/>
    protected internal override ElementType InputType => Input.Type.Element;

    private Expr Input => Graph.Inputs.Single(input => input.Variable!.Kind == VariableKind.Input);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var declared = Input.Type;
        if (
            declared.Element != x.Type.Element
            || declared.Shape.Rank != x.Shape.Rank
            || declared.Shape.Zip(x.Shape, (own, given) => own.IsKnown && own != given).Any(differs => differs)
        )
        {
            throw new ShapeException(
                Name,
                $"the graph expects {declared}, but got {x.Type}",
                "give an input of its shape; a free axis takes any size"
            );
        }

        var given = Graph.Inputs.ToDictionary(
            input => input,
            input => input == Input ? x : Asked(scope, input.Variable!)
        );
        return new AxisSizes([(declared.Shape, x.Shape)]).Rewrite(Graph.Outputs, given)[0];
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{Name}()";

    private static Expr Asked(Scope scope, Variable variable) =>
        variable.Kind switch
        {
            VariableKind.Parameter => scope.Parameter(
                variable.Path,
                variable.Declared.Shape,
                variable.Initializer!,
                variable.Axes
            ),
            VariableKind.Noise => scope.Noise(variable.Path, variable.Declared.Shape, variable.Initializer!),
            _ => scope.Slot(variable.Path, variable.Declared.Shape, variable.Initializer!),
        };
}

/// <summary>Layers from graphs.</summary>
public static class GraphLayers
{
    /// <summary>
    /// A graph as a layer: its one input is the layer's; its parameters and slots become variables of the scope under their paths.
    /// </summary>
    /// <param name="graph">A graph with one input, beside parameters and slots, and one output.</param>
    /// <param name="name">The printed name, also used in errors.</param>
    /// <exception cref="ArgumentException">The graph has more inputs or outputs, or the name is empty.</exception>
    /// <example><code>Layer slopes = (Dense(8) >> Tanh()).ToGraph(new(Dim.Named("n"), 4)).Gradient("input").ToLayer("Slopes");</code></example>
    public static Layer ToLayer(this Graph graph, string name = "Graph")
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        string[] inputs =
        [
            .. graph
                .Inputs.Select(input => input.Variable!)
                .Where(one => one.Kind == VariableKind.Input)
                .Select(one => one.Path),
        ];
        return inputs.Length == 1 && graph.Outputs.Length == 1
            ? new GraphLayer(name, graph)
            : throw new ArgumentException(
                $"The graph has the inputs {Listing.Of(inputs)} and {graph.Outputs.Length} outputs, but a layer has one of each. Repair: make a graph of one, new Graph(graph.Inputs, [graph.Outputs[0]]).",
                nameof(graph)
            );
    }
}
