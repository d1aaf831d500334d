namespace FunctionalNet;

/// <summary>Graphs of one sample over many: a mapped axis, as JAX's vmap, and the gradient of each sample.</summary>
public static class PerExample
{
    /// <summary>
    /// A graph over one more axis: the inputs that are named get it in front, all outputs have it in front, and each of its places is computed as the
    /// graph would from the places of the inputs.
    /// </summary>
    /// <param name="graph">The graph of one sample.</param>
    /// <param name="size">The size of the new axis; free by <c>Dim.Named("n")</c>.</param>
    /// <param name="paths">The paths of the inputs that differ along it; absent, all but parameters and slots.</param>
    /// <exception cref="ArgumentException">There is no such input.</exception>
    /// <exception cref="ShapeException">The axis is free, and filters of a convolution differ along it.</exception>
    /// <exception cref="NotSupportedException">An operator has no batching rule, such as one that talks with other processes.</exception>
    /// <remarks>
    /// It is no loop: a product becomes one of batches, a convolution with filters of each place one of groups. What does not differ is computed once.
    /// JAX: <c>vmap</c>; PyTorch: <c>torch.func.vmap</c>.
    /// </remarks>
    /// <example><code>
    /// Graph one = Dense(3).ToGraph(new(1, 4)).Gradient("weight");  // [1, 4] to [4, 3]
    /// Graph each = one.Vmap(32, ["input"]);                        // [32, 1, 4] to [32, 4, 3]
    /// </code></example>
    public static Graph Vmap(this Graph graph, Dim size, string[]? paths = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Expr[] chosen = paths is null
            ? [.. graph.Inputs.Where(input => input.Variable!.Kind is VariableKind.Input or VariableKind.Noise)]
            : [.. paths.Select(path => Derivatives.Named(graph, path))];
        var mapping = new Mapping(size);
        Expr[] inputs = [.. graph.Inputs.Select(input => chosen.Contains(input) ? Mapped(input) : input)];
        return new(inputs, [.. graph.Outputs.Select(mapping.Along)]);

        Expr Mapped(Expr input)
        {
            var with = Shaped(input, new Shape(size).Append(input.Shape));
            mapping.Add(input, with);
            return with;
        }
    }

    /// <summary>
    /// The gradient of each sample by itself: the same inputs, and for each of those asked for the gradients of all samples, [n, ...shape of a
    /// parameter]; of an input of the batch itself, [n, ...], it is the gradient.
    /// </summary>
    /// <param name="graph">A graph whose inputs have the batch, a free axis, in front: <c>layer.ToGraph(new(Dim.Named("n"), 4), loss, new(Dim.Named("n")))</c>.</param>
    /// <param name="paths">The paths of inputs, such as <c>"0/weight"</c>; all parameters if absent.</param>
    /// <param name="output">Which output; where it is a mean over the samples, a sample's own loss is differentiated, as of a batch of one.</param>
    /// <param name="size">The size of the batch; it stays free if absent, which convolutions do not allow.</param>
    /// <exception cref="ArgumentException">There is no such output or input, or the inputs have no free batch axis in common.</exception>
    /// <exception cref="ShapeException">
    /// Samples mix, as in BatchNorm while training: the error names the operator. Or the axis is free, and the model has convolutions.
    /// </exception>
    /// <remarks>
    /// The gradient of one sample with a mapped axis, <c>vmap(grad(f))</c> in JAX: differential privacy clips it, influence functions and the noise
    /// scale of a gradient need it. A penalty on parameters is in the gradient of each sample.
    /// </remarks>
    /// <example><code>
    /// var n = Dim.Named("n");
    /// Graph loss = (Dense(8) >> Tanh() >> Dense(3)).ToGraph(new(n, 4), SoftmaxCrossEntropy(), new(n));
    /// Graph each = loss.PerExampleGradient(["2/weight"]); // [n, 8, 3]
    /// </code></example>
    public static Graph PerExampleGradient(this Graph graph, string[]? paths = null, int output = 0, Dim? size = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (name, batched) = Batch(graph);
        var n = size ?? Dim.Named(name);
        paths ??=
        [
            .. graph
                .Inputs.Select(input => input.Variable!)
                .Where(one => one.Kind == VariableKind.Parameter)
                .Select(one => one.Path),
        ];

        new SampleFlow(name, paths.Select(path => Derivatives.Named(graph, path))).Check(
            Derivatives.Output(graph, output),
            batched
        );

        // A batch of one, then the mapped axis around it: [n, 1, ...], which the inputs become and their gradients leave.
        var one = Sized(graph, name, 1).Gradient(paths, output);
        var each = one.Vmap(n, [.. batched.Select(input => input.Variable!.Path)]);
        Expr[] inputs =
        [
            .. graph.Inputs.Select(input => batched.Contains(input) ? Shaped(input, input.Shape.With(0, n)) : input),
        ];
        var given = each
            .Inputs.Zip(inputs, (mapped, input) => (mapped, input))
            .ToDictionary(pair => pair.mapped, pair => pair.input.Reshape(pair.mapped.Shape));
        var gradients = Expr.Rewrite(each.Outputs, (expr, _) => given.GetValueOrDefault(expr));
        return new(
            inputs,
            [
                .. gradients.Zip(
                    paths,
                    (gradient, path) =>
                        Derivatives.Named(graph, path).Shape is { Rank: > 0 } shape && shape[0] == Dim.Named(name)
                            ? gradient.Reshape(shape.With(0, n))
                            : gradient
                ),
            ]
        );
    }

    private static (string Axis, Expr[] Inputs) Batch(Graph graph)
    {
        Expr[] inputs =
        [
            .. graph.Inputs.Where(input => input.Variable!.Kind is VariableKind.Input or VariableKind.Noise),
        ];
        Dim[] fronts = [.. inputs.Select(input => input.Shape.Rank == 0 ? 1 : input.Shape[0]).Distinct()];
        return
            fronts is [{ IsKnown: false } axis]
            && inputs.All(input =>
                input.Shape[1..].All(dim => !dim.Value.Names.Contains(axis.Name!, StringComparer.Ordinal))
            )
            ? (axis.Name!, inputs)
            : throw new ArgumentException(
                $"The inputs {Listing.Of([.. inputs.Select(input => $"{input.Variable!.Path} {input.Shape}")])} have no free axis of the batch in front in common. "
                    + "Repair: compose the graph with one, as layer.ToGraph(new(Dim.Named(\"n\"), 4), loss, new(Dim.Named(\"n\"))).",
                nameof(graph)
            );
    }

    private static Graph Sized(Graph graph, string axis, int size)
    {
        var sized = graph
            .Inputs.Where(input => input.Shape.Any(dim => dim.Value.Names.Contains(axis, StringComparer.Ordinal)))
            .ToDictionary(input => input, input => Shaped(input, input.Shape.With(0, size)));
        return graph.WithInputs(sized);
    }

    private static Expr Shaped(Expr input, Shape shape) =>
        new(input.Variable! with { Declared = new(shape, input.Type.Element) });
}
