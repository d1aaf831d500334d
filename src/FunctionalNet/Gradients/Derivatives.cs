using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Derivatives of graphs by name, each a graph again: it plans, fuses, exports and is differentiated like any other. <c>Gradient.Of</c> does the
/// same for expressions.
/// </summary>
/// <remarks>
/// <c>ToGraph</c> is the graph of a layer, <c>Graph</c> that of a file; a function of expressions is one: <c>new Graph([x], [f(x)])</c>.
/// Names are those of JAX.
/// </remarks>
public static class Derivatives
{
    private const string Vector = "vector";

    /// <summary>
    /// The gradient of an output with respect to inputs and intermediate values: the same inputs to one gradient per selected value, of its shape.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="paths">
    /// The paths of inputs, such as <c>"input"</c> or <c>"0/weight"</c>, and of <see cref="Graph.Intermediates"/>, such as <c>"0"</c> for the output of
    /// the first layer; all numeric inputs if absent.
    /// </param>
    /// <param name="output">The output; its elements are summed if it is not a scalar.</param>
    /// <exception cref="ArgumentException">There is no such output, input or intermediate value, or its elements are integers.</exception>
    /// <remarks>Of one score with respect to "input" it is a saliency map, with respect to an intermediate value the gradient that Grad-CAM uses.</remarks>
    /// <example><code>
    /// Graph slope = Dense(3).ToGraph(new(2, 4)).Gradient("input"); // input, weight, bias to [2, 4]
    /// </code></example>
    public static Graph Gradient(this Graph graph, string[]? paths = null, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(graph.Inputs, FunctionalNet.Gradient.Of(Output(graph, output), Chosen(graph, paths)));
    }

    /// <inheritdoc cref="Gradient(Graph, string[], int)"/>
    public static Graph Gradient(this Graph graph, string path, int output = 0) => graph.Gradient([path], output);

    /// <summary>The value of an output and its gradients: the same inputs to the output, then one gradient per selected input.</summary>
    /// <inheritdoc cref="Gradient(Graph, string[], int)"/>
    public static Graph ValueAndGradient(this Graph graph, string[]? paths = null, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var y = Output(graph, output);
        return new(graph.Inputs, [y, .. FunctionalNet.Gradient.Of(y, Chosen(graph, paths))]);
    }

    /// <summary>The Jacobian of an output y with respect to an input x: the same inputs to dy/dx, [shape of y, shape of x].</summary>
    /// <param name="graph">The graph; the shape of the output must be known.</param>
    /// <param name="path">The path of the input.</param>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentException">There is no such output or input, or its elements are integers.</exception>
    /// <exception cref="ShapeException">The output has a free axis.</exception>
    /// <remarks>
    /// Each row is a gradient, so that the graph grows with the number of elements of y. For inputs of few elements, <see cref="Jvp"/>
    /// along each is smaller.
    /// </remarks>
    /// <example><code>Graph slopes = new Graph([x], [x.Softmax()]).Jacobian("x"); // [3] to [3, 3]</code></example>
    public static Graph Jacobian(this Graph graph, string path, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(graph.Inputs, [Rows(Output(graph, output), Chosen(graph, [path])[0])]);
    }

    /// <summary>The Hessian of an output with respect to an input x: the same inputs to its second derivatives, [shape of x, shape of x].</summary>
    /// <param name="graph">The graph; the shape of the input must be known.</param>
    /// <param name="path">The path of the input.</param>
    /// <param name="output">The output; its elements are summed if it is not a scalar.</param>
    /// <exception cref="ArgumentException">There is no such output or input, or its elements are integers.</exception>
    /// <exception cref="ShapeException">The input has a free axis.</exception>
    /// <example><code>Graph curvature = new Graph([x], [x.Exp().ReduceSum()]).Hessian("x"); // [3] to [3, 3]</code></example>
    public static Graph Hessian(this Graph graph, string path, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var x = Chosen(graph, [path])[0];
        return new(graph.Inputs, [Rows(FunctionalNet.Gradient.Of(Output(graph, output), [x])[0], x)]);
    }

    /// <summary>
    /// The product of the Hessian and a vector, without the Hessian: the inputs followed by a vector of the shape of x, <c>"vector"</c>, to
    /// a value of that shape.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The path of the input x.</param>
    /// <param name="output">The output; its elements are summed if it is not a scalar.</param>
    /// <exception cref="ArgumentException">There is no such output or input, its elements are integers, or an input is called
    /// "vector".</exception>
    /// <remarks>Pearlmutter, "Fast Exact Multiplication by the Hessian", 1994.</remarks>
    /// <example><code>Graph product = new Graph([x], [x.Exp().ReduceSum()]).Hvp("x"); // x, vector to [3]</code></example>
    public static Graph Hvp(this Graph graph, string path, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var x = Chosen(graph, [path])[0];
        var vector = Expr.Input(Vector, x.Shape);
        var slope = FunctionalNet.Gradient.Of(Output(graph, output), [x])[0];
        return new([.. graph.Inputs, vector], FunctionalNet.Gradient.Of(slope, [x], vector));
    }

    /// <summary>
    /// The Jacobian-vector product, forward mode: the inputs followed by a vector of the shape of x, <c>"vector"</c>, to the Jacobian times
    /// it, of the shape of the output.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The path of the input x.</param>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentException">There is no such output or input, its elements are integers, or an input is called
    /// "vector".</exception>
    /// <remarks>
    /// Computed as the gradient, with respect to u, of the vector-Jacobian product with u, which is linear in u: reverse mode twice, so
    /// that each operator needs only one rule.
    /// </remarks>
    /// <example><code>Graph along = new Graph([x], [x.Sin()]).Jvp("x"); // x, vector to cos(x) vector</code></example>
    public static Graph Jvp(this Graph graph, string path, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (x, y) = (Chosen(graph, [path])[0], Output(graph, output));
        var vector = Expr.Input(Vector, x.Shape);

        // For any u: the derivative of a linear function does not depend on it.
        var u = Expr.Input("cotangent", y.Shape);
        var slope = FunctionalNet.Gradient.Of(y, [x], u)[0];
        var along = FunctionalNet.Gradient.Of(slope, [u], vector)[0];
        return new([.. graph.Inputs, vector], Without(along, u));
    }

    /// <summary>
    /// The vector-Jacobian product, reverse mode: the inputs followed by a <c>"vector"</c> of the shape of the output to the vector times
    /// the Jacobian, of the shape of x.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The path of the input x.</param>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentException">There is no such output or input, its elements are integers, or an input is called
    /// "vector".</exception>
    /// <example><code>Graph back = new Graph([x], [x.Softmax()]).Vjp("x"); // x, vector to [3]</code></example>
    public static Graph Vjp(this Graph graph, string path, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (x, y) = (Chosen(graph, [path])[0], Output(graph, output));
        var vector = Expr.Input(Vector, y.Shape);
        return new([.. graph.Inputs, vector], FunctionalNet.Gradient.Of(y, [x], vector));
    }

    // Zeros for unused operands, so that they are not inputs.
    private static Expr[] Without(Expr along, Expr u) =>
        Expr.Rewrite([along], (expr, _) => expr == u ? Ops.Constant(0).Expand(u.Shape) : null);

    private static Expr Rows(Expr y, Expr x)
    {
        var count = y.Shape.Size;
        if (count == 0)
        {
            return Ops.Constant(0).Expand(y.Shape.Append(x.Shape));
        }

        var flat = y.Reshape(count);
        Expr[] rows =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => FunctionalNet.Gradient.Of(flat.Narrow(0, i, 1).Squeeze(0), [x])[0].Unsqueeze(0)),
        ];
        return (count == 1 ? rows[0] : Ops.Concat(0, rows)).Reshape(y.Shape.Append(x.Shape));
    }

    /// <summary>An output of real numbers.</summary>
    internal static Expr Output(Graph graph, int output)
    {
        var y =
            (uint)output < (uint)graph.Outputs.Length
                ? graph.Outputs[output]
                : throw new ArgumentException(
                    $"The graph has {graph.Outputs.Length} outputs; there is no output {output}.",
                    nameof(output)
                );
        return y.IsFloat
            ? y
            : throw new ArgumentException(
                $"Output {output} is {y.Type}: only real numbers have derivatives.",
                nameof(output)
            );
    }

    private static Expr[] Chosen(Graph graph, string[]? paths)
    {
        if (paths is null)
        {
            return [.. graph.Inputs.Where(input => input.IsFloat)];
        }

        return
        [
            .. paths.Select(path =>
            {
                var x = Named(graph, path);
                return x.IsFloat
                    ? x
                    : throw new ArgumentException(
                        $"'{path}' is {x.Type}: only real numbers have derivatives.",
                        nameof(paths)
                    );
            }),
        ];
    }

    /// <summary>An input, or a value within, by its path.</summary>
    internal static Expr Named(Graph graph, string path)
    {
        if (
            graph.Inputs.FirstOrDefault(one => one.Variable!.Path == path) is { } known
            || graph.Intermediates.TryGetValue(path, out known)
        )
        {
            return known;
        }

        string[] inputs = [.. graph.Inputs.Select(one => one.Variable!.Path)];
        string[] values = [.. graph.Intermediates.Keys.Order(StringComparer.Ordinal)];
        throw new ArgumentException(
            $"The graph has no input '{path}', but {Listing.Of(inputs)}"
                + (values.Length == 0 ? string.Empty : $", and within it the values {Listing.Of(values)}")
                + Suggestion.After(path, [.. inputs, .. values]),
            nameof(path)
        );
    }
}
