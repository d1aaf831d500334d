using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

/// <summary>x divided by its root mean square over the last axis, times a learned scale: [..., n] to [..., n].</summary>
public sealed record RootMeanSquareNorm(double Epsilon = 1e-6) : Layer
{
    public override Expr Apply(Scope scope, Expr x)
    {
        var scale = scope.Parameter("scale", new(x.Shape[^1]), Ones());
        return scale * x / ((x * x).ReduceMean([-1], keepDims: true) + Epsilon).Sqrt();
    }
}
