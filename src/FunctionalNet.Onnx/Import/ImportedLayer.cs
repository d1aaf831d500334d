using System.Collections.Immutable;

namespace FunctionalNet.Import;

/// <summary>
/// A graph from a file as a layer: its parameters are requested from the scope under their names in the file and start with its values;
/// shapes are inferred anew for the input at hand.
/// </summary>
internal sealed record ImportedLayer(string Name, Graph Graph) : Layer
{
    protected internal override ElementType InputType => Input.Type.Element;

    internal override bool IsNamedByFile => true;

    private Expr Input => Graph.Inputs.Single(variable => variable.Variable!.Kind == VariableKind.Input);

    public override Expr Apply(Scope scope, Expr x)
    {
        var input = Input;
        if (!Fits(input.Type, x.Type))
        {
            throw new ShapeException(
                Name,
                $"the model expects {input.Type}, but got {x.Type}",
                "give an input of its shape"
            );
        }

        return Compose(Graph, scope, new Dictionary<Expr, Expr> { [input] = x })[0];
    }

    /// <summary>The outputs of a graph for given inputs; all other variables are requested from the scope.</summary>
    public static ImmutableArray<Expr> Compose(Graph graph, Scope scope, IReadOnlyDictionary<Expr, Expr> inputs)
    {
        var roles = ConsumedRoles.Of(graph);
        var given = graph.Inputs.ToDictionary(
            variable => variable,
            variable =>
                inputs.GetValueOrDefault(variable) ?? Ask(scope, variable.Variable!, roles.GetValueOrDefault(variable))
        );
        return [.. Expr.Rewrite(graph.Outputs, (expr, _) => given.GetValueOrDefault(expr))];
    }

    protected override string Describe() => Name;

    private static Expr Ask(Scope scope, Variable variable, AxisRoles? roles) =>
        variable.Kind == VariableKind.Parameter
            ? scope.Parameter(variable.Path, variable.Declared.Shape, variable.Initializer!, roles)
            : scope.Slot(variable.Path, variable.Declared.Shape, variable.Initializer!);

    private static bool Fits(TensorType declared, TensorType given) =>
        declared.Element == given.Element
        && declared.Shape.Rank == given.Shape.Rank
        && Enumerable
            .Range(0, declared.Shape.Rank)
            .All(axis => !declared.Shape[axis].IsKnown || declared.Shape[axis] == given.Shape[axis]);
}
