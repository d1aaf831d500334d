using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A piece of a graph as a function of its operand and of its variables, whose derivative computes the piece once more from an operand
/// that comes <see cref="Ops.After"/> the cotangent: so that nothing within has to be kept until then.
/// </summary>
/// <param name="X">The operand as the piece was composed.</param>
/// <param name="Variables">The other leaves of the piece.</param>
/// <param name="Y">The value as the piece was composed.</param>
internal sealed record Recomputed(Expr X, ImmutableArray<Expr> Variables, Expr Y) : Function
{
    /// <inheritdoc/>
    public override string Name => nameof(Remat);

    /// <summary>The piece between two expressions.</summary>
    public static Expr Of(Expr x, Expr y)
    {
        ImmutableArray<Expr> variables = [.. Expr.Sort([y], [x]).Where(expr => expr.Variable is not null)];
        return new Expr(new Recomputed(x, variables, y), [x, .. variables]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal override Expr? Body(ReadOnlySpan<Expr> inputs)
    {
        Expr[] leaves = [X, .. Variables];
        var done = leaves
            .Zip(inputs.ToArray(), (leaf, input) => (leaf, input))
            .ToDictionary(pair => pair.leaf, pair => pair.input);
        foreach (var expr in Expr.Sort([Y], leaves))
        {
            done[expr] = expr.On([.. expr.Inputs.Select(input => done[input])]);
        }

        return done[Y];
    }

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
        Gradient.ThroughBody(new Expr(this, [y.Inputs[0].After(dy), .. y.Inputs[1..]]), dy);

    internal override OnnxNode? ToOnnx(Expr y) => null;

    protected override ElementType Operand(int index) => (index == 0 ? X : Variables[index - 1]).Type.Element;
}
