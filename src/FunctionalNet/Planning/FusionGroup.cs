namespace FunctionalNet.Execution;

/// <summary>
/// What becomes one kernel: a single operator, or elementwise operators of one shape that run tile by tile, if need be
/// behind the matrix product or convolution whose result they start from; or two operators, one of which comes by the value of the other.
/// </summary>
internal sealed class FusionGroup(Expr first)
{
    private Expr[]? reads;

    /// <summary>Gets the expressions, operands first.</summary>
    public List<Expr> Members { get; private set; } = [first];

    /// <summary>Gets or sets the matrix product or convolution that runs before the members, on each block; null if there is none.</summary>
    public Expr? Host
    {
        get;
        set => (field, reads) = (value, null);
    }

    /// <summary>Gets or sets the age of the newest expression among those of the unit and all that it depends on.</summary>
    public long Latest { get; set; }

    /// <summary>Gets or sets how often that has become newer.</summary>
    public int Raises { get; set; }

    /// <summary>Gets or sets a value indicating whether its values are the same in many runs: they follow from parameters and slots alone.</summary>
    public bool IsFixed { get; set; }

    public bool IsElementwise => Members[0].Op is Elementwise;

    public Shape Shape => Members[0].Shape;

    /// <summary>Gets every expression whose value the unit computes.</summary>
    public IEnumerable<Expr> Values => Host is null ? Members : Members.Prepend(Host);

    /// <summary>Gets the sources that the unit reads and does not compute.</summary>
    public IReadOnlyList<Expr> Reads => reads ??= Outside();

    /// <summary>The expression whose memory an expression reads: views are looked through.</summary>
    public static Expr Source(Expr expr)
    {
        while (expr.Op.IsView)
        {
            expr = expr.Inputs[0];
        }

        return expr;
    }

    /// <summary>What an elementwise unit of this shape reads packed, a tile at a time, in place of the operand; null where it reads the operand.</summary>
    public static Expr? PackedSource(Expr input, Shape shape) =>
        input.Shape == shape && Source(input) is { Op: Packed.Unpack } unpacked ? unpacked : null;

    public void Absorb(FusionGroup other) =>
        (Members, reads) = ([.. Members.Concat(other.Members).OrderBy(member => member.Id)], null);

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
