using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>Computes the same operator on the same operands once.</summary>
internal sealed class CommonSubexpressions
{
    private readonly Dictionary<(Op Op, Operands Inputs), Expr> seen = [];

    public Expr? Apply(Expr expr, Expr[] inputs)
    {
        if (expr.Op is Variable)
        {
            return null;
        }

        var key = (expr.Op, new Operands([.. inputs]));
        if (seen.TryGetValue(key, out var known))
        {
            return known;
        }

        return seen[key] = expr.On(inputs);
    }

    private readonly struct Operands(ImmutableArray<Expr> exprs) : IEquatable<Operands>
    {
        private readonly ImmutableArray<Expr> exprs = exprs;

        public bool Equals(Operands other) => exprs.AsSpan().SequenceEqual(other.exprs.AsSpan());

        public override bool Equals(object? obj) => obj is Operands other && Equals(other);

        public override int GetHashCode() =>
            exprs.Aggregate(exprs.Length, (hash, expr) => HashCode.Combine(hash, expr.Id));
    }
}
