namespace FunctionalNet.Export;

/// <summary>Puts the body in the place of every function that ONNX has no operator for.</summary>
internal static class Inlining
{
    /// <summary>The graph in operators of ONNX, and the path of the layer that composed each expression.</summary>
    /// <exception cref="InvalidOperationException">An operator has neither an ONNX form nor a body.</exception>
    public static (Graph Graph, Dictionary<Expr, string> Origins) Of(
        Graph graph,
        IReadOnlyDictionary<Expr, string> origins
    )
    {
        var paths = new Dictionary<Expr, string>(origins);
        Expr[] roots = [.. graph.Outputs];

        // A body may hold functions without an ONNX form again.
        var changed = true;
        while (changed)
        {
            changed = false;
            roots = Expr.Rewrite(
                roots,
                (expr, inputs) =>
                {
                    var here = expr.On(inputs);
                    var path = paths.GetValueOrDefault(expr, string.Empty);
                    paths[here] = path;
                    if (here.Op is Variable or Constant || Node(here, path) is not null)
                    {
                        return here;
                    }

                    changed = true;
                    var body =
                        Sizes(here, graph.Inputs, path)
                        ?? here.Op.Body(inputs)
                        ?? throw new InvalidOperationException($"'{path}': {here.Op} has no ONNX form and no body.");
                    Attribute(body, inputs, path, paths);
                    return body;
                }
            );
        }

        return (new Graph(graph.Inputs, roots), paths);
    }

    /// <summary>The ONNX node of an expression; an error names its layer.</summary>
    public static OnnxNode? Node(Expr expr, string path)
    {
        try
        {
            return expr.Op.ToOnnx(expr);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"'{path}': {expr} cannot be written as ONNX: {error.Message}", error);
        }
    }

    private static Expr? Sizes(Expr expr, IReadOnlyList<Expr> inputs, string path)
    {
        try
        {
            return Ops.Resolve(expr.Op, inputs);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"'{path}': {error.Message}", error);
        }
    }

    // What a body composed belongs to the layer of its function.
    private static void Attribute(Expr body, Expr[] inputs, string path, Dictionary<Expr, string> paths)
    {
        var open = new Stack<Expr>([body]);
        while (open.TryPop(out var expr))
        {
            if (!inputs.Contains(expr) && paths.TryAdd(expr, path))
            {
                foreach (var input in expr.Inputs)
                {
                    open.Push(input);
                }
            }
        }
    }
}
