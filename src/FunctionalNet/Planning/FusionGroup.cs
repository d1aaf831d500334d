namespace FunctionalNet.Execution;

/// <summary>
/// The expressions of one kernel: a single operator; elementwise operators of one shape that run tile by tile, optionally as the epilogue
/// of the matrix product or convolution that they start from; or two operators, one of which also computes the value of the other.
/// </summary>
internal sealed class FusionGroup(Expr first)
{
    private Expr[]? reads;

    /// <summary>Gets the expressions in topological order.</summary>
    public List<Expr> Members { get; } = [first];

    /// <summary>Gets or sets the matrix product or convolution whose epilogue the members are; null if there is none.</summary>
    public Expr? Host
    {
        get;
        set => (field, reads) = (value, null);
    }

    /// <summary>Gets or sets the age of the newest expression among the members and their dependencies.</summary>
    public long Latest { get; set; }

    /// <summary>Gets or sets how often <see cref="Latest"/> has been raised.</summary>
    public int Raises { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether its values stay the same over many runs: they depend on parameters and slots alone.
    /// </summary>
    public bool IsFixed { get; set; }

    public bool IsElementwise => Members[0].Op is Elementwise;

    public Shape Shape => Members[0].Shape;

    /// <summary>Gets every expression that the group computes.</summary>
    public IEnumerable<Expr> Values => Host is null ? Members : Members.Prepend(Host);

    /// <summary>Gets the sources that the group reads and does not compute.</summary>
    public IReadOnlyList<Expr> Reads => reads ??= Outside();

    /// <summary>The expression that owns the memory of an expression: the operand of its views.</summary>
    public static Expr Source(Expr expr)
    {
        while (expr.Op.IsView)
        {
            expr = expr.Inputs[0];
        }

        return expr;
    }

    /// <summary>
    /// The packed source that an elementwise group of this shape reads a tile at a time in place of the operand; null if it reads the
    /// operand.
    /// </summary>
    public static Expr? PackedSource(Expr input, Shape shape) =>
        input.Shape == shape && Source(input) is { Op: Packed.Unpack } unpacked ? unpacked : null;

    public void Absorb(FusionGroup other)
    {
        // Most groups grow at their end, by one.
        var isNewer = other.Members[0].Id > Members[^1].Id;
        reads =
            isNewer && reads is { } known
                ? [.. known, .. other.Reads.Where(read => !known.Contains(read) && !Members.Contains(read))]
                : null;
        Members.AddRange(other.Members);
        if (!isNewer)
        {
            Members.Sort((a, b) => a.Id.CompareTo(b.Id));
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", Values.Select(value => value.Op.ToString())) + $" -> {Shape}";

    private Expr Read(Expr value, Expr input) =>
        IsElementwise && value != Host && PackedSource(input, Shape) is { } unpacked
            ? Source(unpacked.Inputs[0])
            : Source(input);

    private Expr[] Outside()
    {
        var own = Values.ToHashSet();
        return
        [
            .. Values
                .SelectMany(value => value.Inputs.Select(input => Read(value, input)))
                .Where(source => !own.Contains(source))
                .Distinct(),
        ];
    }
}
