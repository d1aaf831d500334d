namespace FunctionalNet;

/// <summary>The sizes of a graph's free axes for other input shapes.</summary>
internal sealed class AxisSizes
{
    private readonly Dictionary<string, Dim> sizes = new(StringComparer.Ordinal);

    /// <summary>The sizes for which inputs of the declared shapes have the given ones.</summary>
    /// <exception cref="ShapeException">A free axis has two sizes.</exception>
    public AxisSizes(IEnumerable<(Shape Declared, Shape Given)> shapes)
    {
        foreach (var (declared, given) in shapes.SelectMany(pair => pair.Declared.Zip(pair.Given)))
        {
            if (declared.Value is not { Factor: 1, Names: [var name] } || sizes.TryAdd(name, given))
            {
                continue;
            }

            if (sizes[name] != given)
            {
                throw new ShapeException(
                    nameof(Graph),
                    $"the free axis '{name}' is {sizes[name]} in one input and {given} in another",
                    "give inputs that agree in it, or name the axes apart"
                );
            }
        }
    }

    /// <summary>A shape with its free axes replaced by their sizes.</summary>
    public Shape Of(Shape shape) =>
        shape.IsKnown ? shape : new([.. shape.Select(dim => dim.IsKnown ? dim : Of(dim.Value))]);

    /// <summary>Expressions with other inputs, of the shapes that define these sizes.</summary>
    public Expr[] Rewrite(IReadOnlyList<Expr> outputs, IReadOnlyDictionary<Expr, Expr> inputs) =>
        Expr.Rewrite(outputs, (expr, operands) => inputs.GetValueOrDefault(expr) ?? expr.Op.WithSizes(operands, Of));

    private Dim Of(Monomial size) =>
        Dim.Product([
            Dim.Of(size.Factor),
            .. size.Names.Select(name => sizes.GetValueOrDefault(name, Dim.Named(name))),
        ]);
}
