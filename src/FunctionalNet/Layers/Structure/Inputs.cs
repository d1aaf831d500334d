namespace FunctionalNet;

/// <summary>
/// A model of several inputs, concatenated in one row: [batch, sum of sizes] is split into parts, each is reshaped to [batch, ...] and goes
/// through its own layer, and the outputs are merged.
/// </summary>
/// <remarks>
/// <see cref="Packing.Pack"/> concatenates tensors. A layer that takes integers, such as an embedding, gets its part as integers, and other
/// numbers are an error. Two layers of one name share their weights (<see cref="Named"/>), as in a siamese network. ONNX: Slice, Reshape,
/// Cast. The paths of each layer begin with its index.
/// </remarks>
public sealed partial record Inputs : Branches
{
    /// <summary>Initializes a new instance of the <see cref="Inputs"/> class.</summary>
    /// <param name="merge">Merges the outputs; concatenation along the last axis if absent.</param>
    /// <param name="parts">The shape of each input, without the batch, and its layer.</param>
    public Inputs(Func<IReadOnlyList<Expr>, Expr>? merge, params (Shape Shape, Layer Layer)[] parts)
        : base([.. parts.ToArray().Select(part => part.Layer)]) =>
        (Merge, Parts) = (merge, [.. parts.ToArray().Select(part => part.Shape)]);

    /// <summary>Gets the merge of the outputs; null for concatenation.</summary>
    public Func<IReadOnlyList<Expr>, Expr>? Merge { get; init; }

    /// <summary>Gets the shapes of the inputs, without the batch.</summary>
    public IReadOnlyList<Shape> Parts
    {
        get;
        init =>
            field = Ranges.Each(
                [.. Ranges.Given(value, nameof(Parts))],
                nameof(Parts),
                one => Ranges.Given(one, nameof(Parts)),
                Layers.Length
            );
    }

    /// <inheritdoc/>
    protected internal override ElementType InputType => ElementType.Float;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        int[] sizes = [.. Parts.Select(shape => shape.Size)];
        if (x.Shape.Rank != 2 || x.Shape[1] != sizes.Sum())
        {
            throw new ShapeException(
                nameof(Inputs),
                $"{x.Shape} is not {string.Join(" and ", Parts)} side by side",
                $"give [batch, {sizes.Sum()}], as Packing.Pack makes it"
            );
        }

        Expr[] outputs = [.. x.Split(1, sizes).Select((part, i) => Branch(scope, i, Shaped(part, i)))];
        return Merge?.Invoke(outputs) ?? Ops.Concat(-1, outputs);
    }

    /// <inheritdoc/>
    public bool Equals(Inputs? other) => base.Equals(other) && Merge == other.Merge && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(base.GetHashCode(), HashCode.Combine);

    /// <inheritdoc/>
    protected override string Describe() =>
        $"Inputs({(Merge is null ? string.Empty : "..., ")}{string.Join(", ", Parts.Zip(Layers, (shape, layer) => $"({shape}, {layer})"))})";

    private Expr Shaped(Expr part, int i)
    {
        var shaped = Parts[i].Rank == 1 ? part : part.Reshape([0, .. Parts[i].Sizes()]);
        return Layers[i].InputType switch
        {
            ElementType.Float => shaped,
            ElementType.Int64 => Ops.Looked(shaped, new(nameof(Inputs), Classes: null) { IsOfTokens = true }),
            var element => shaped.Cast(element),
        };
    }
}

/// <content>Inputs.</content>
public static partial class Net
{
    /// <summary>A model of several inputs in one row: each part in its own shape through its own layer, the outputs concatenated.</summary>
    /// <example><code>Layer model = Inputs((new(1, 28, 28), Flatten() >> Dense(64)), (new(20), Embedding(1000, 16) >> Gru(32, lastOnly: true))) >> Dense(10);</code></example>
    public static Layer Inputs(params (Shape Shape, Layer Layer)[] parts) => new Inputs(null, parts);

    /// <summary>The same with a function that merges the outputs.</summary>
    /// <example><code>
    /// Layer tower = Named("tower", Dense(64) >> Relu() >> Dense(16));
    /// Layer alike = Inputs(towers => (towers[0] * towers[1]).ReduceSum([-1], keepDims: true), (new(128), tower), (new(128), tower));
    /// </code></example>
    /// <inheritdoc cref="FunctionalNet.Inputs"/>
    public static Layer Inputs(Func<IReadOnlyList<Expr>, Expr> merge, params (Shape Shape, Layer Layer)[] parts)
    {
        ArgumentNullException.ThrowIfNull(merge);
        return new Inputs(merge, parts);
    }
}
