namespace FunctionalNet.Export;

/// <summary>Inlines the body of every function without an ONNX operator.</summary>
internal static class Inlining
{
    /// <summary>The graph in operators of an opset, and the path of the layer that created each expression.</summary>
    /// <exception cref="InvalidOperationException">An operator has neither an ONNX form nor a body.</exception>
    public static (Graph Graph, Dictionary<Expr, string> Origins) Of(
        Graph graph,
        IReadOnlyDictionary<Expr, string> origins,
        ExportOptions options
    )
    {
        var paths = new Dictionary<Expr, string>(origins);
        Expr[] roots = [.. graph.Outputs];

        // A body may contain functions without an ONNX form.
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
                    if (here.Op is Variable or Constant || IsWritten(here, path, options))
                    {
                        return here;
                    }

                    changed = true;
                    var body =
                        Sizes(here, graph.Inputs, path)
                        ?? here.Op.Body(inputs)
                        ?? throw new InvalidOperationException($"{At(path)}{Missing(here, options)}");
                    Attribute(body, inputs, path, paths);
                    return body;
                }
            );
        }

        return (new Graph(graph.Inputs, roots), paths);
    }

    /// <summary>The node of an expression in an opset, null if it has none; an error names its layer.</summary>
    public static OnnxNode? Node(Expr expr, string path, int opset)
    {
        try
        {
            return expr.Op.ToOnnx(expr) is { } node ? Opsets.Adapt(node, opset) : null;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"{At(path)}{expr} cannot be written as ONNX: {error.Message}", error);
        }
    }

    // A foreign file has no layers.
    private static string At(string path) => path.Length == 0 ? string.Empty : $"'{path}': ";

    // On request a function of the model replaces its body.
    private static bool IsWritten(Expr expr, string path, ExportOptions options) =>
        Node(expr, path, options.Opset) is not null || (options.Functions && expr.Op is Function);

    private static string Missing(Expr expr, ExportOptions options) =>
        expr.Op.ToOnnx(expr) is { } node
            ? $"{node.Operator} in this form needs opset {Opsets.Needs(node)}, but the file is to be of opset {options.Opset}"
            : $"{expr.Op} has no ONNX form and no body";

    private static Expr? Sizes(Expr expr, IReadOnlyList<Expr> inputs, string path)
    {
        try
        {
            return Ops.Resolve(expr.Op, inputs);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"{At(path)}{error.Message}", error);
        }
    }

    // The expressions of a body belong to the layer of its function.
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
