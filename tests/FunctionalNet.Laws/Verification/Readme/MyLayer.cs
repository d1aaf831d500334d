namespace FunctionalNet.Laws.Verification.Readme;

/// <summary>The layer that the README speaks of.</summary>
public sealed record MyLayer(int Units) : Layer
{
    public override Expr Apply(Scope scope, Expr x) =>
        x.MatMul(scope.Parameter("weight", new(x.Shape[^1], Units), new GlorotUniform())).Tanh();
}
