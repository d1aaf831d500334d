namespace FunctionalNet.Laws.Verification.Readme;

/// <summary>x², with a derivative in which a factor of 2 is forgotten.</summary>
public sealed record Squared : Layer
{
    public override Expr Apply(Scope scope, Expr x) => x.CustomVjp("Square", v => v * v, (v, y, dy) => v * dy);
}
