using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A subgraph as a function of its operand and its variables, whose derivative recomputes the subgraph from an operand that is ordered
/// after the cotangent by a <see cref="Ops.Barrier"/>, so that intermediate values need not be saved.
/// </summary>
/// <param name="X">The operand in the original subgraph.</param>
/// <param name="Kept">What is saved of the operand: itself, or the same values in 16 bits.</param>
/// <param name="Variables">The other leaves of the subgraph.</param>
/// <param name="Y">The value of the original subgraph.</param>
internal sealed record Recomputed(Expr X, Expr Kept, ImmutableArray<Expr> Variables, Expr Y) : Function
{
    private const int Others = 2;

    /// <inheritdoc/>
    public override string Name => "Remat";

    /// <summary>Gets the original expressions between the operand and the value, operands first.</summary>
    public List<Expr> Within => Expr.Sort([Y], [X, .. Variables]);

    /// <summary>The subgraph between two expressions.</summary>
    public static Expr Of(Expr x, Expr kept, Expr y)
    {
        ImmutableArray<Expr> variables = [.. Expr.Sort([y], [x]).Where(expr => expr.Variable is not null)];
        return new Expr(new Recomputed(x, kept, variables, y), [x, kept, .. variables]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal override Expr? Body(ReadOnlySpan<Expr> inputs)
    {
        Expr[] leaves = [X, .. Variables];
        Expr[] operands = [inputs[0], .. inputs[Others..]];
        var done = leaves
            .Zip(operands, (leaf, operand) => (leaf, operand))
            .ToDictionary(pair => pair.leaf, pair => pair.operand);
        foreach (var expr in Within)
        {
            done[expr] = expr.On([.. expr.Inputs.Select(input => done[input])]);
        }

        return done[Y];
    }

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
    {
        var x = y.Inputs[1].Barrier(dy);
        return Gradient.ThroughBody(new Expr(this, [x, x, .. y.Inputs[Others..]]), dy);
    }

    internal override OnnxNode? ToOnnx(Expr y) => null;

    protected override ElementType Operand(int index) =>
        index switch
        {
            0 => X.Type.Element,
            1 => Kept.Type.Element,
            _ => Variables[index - Others].Type.Element,
        };
}
