using FunctionalNet.Execution;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>A loss of the recorded predictions and targets, and its gradient.</summary>
internal static class LossRun
{
    private const double ScalarSlope = 1.25;

    public static IEnumerable<string?> Differences(Drawn one)
    {
        var loss = Made.Of<Loss>(one.Make);
        var x = Expr.Input("x", one.Shape("shape"));
        var t = Expr.Input("t", one.Shape("targets"), loss.Target);
        var y = loss.Apply(x, t);
        if (y.Shape != one.Shape("result"))
        {
            return [$"the shape is {y.Shape} instead of {one.Shape("result")}"];
        }

        var flow = y.Shape.Rank == 0 ? Ops.Constant(ScalarSlope) : LayerRun.Flow(y.Shape);
        var results = Plan<double>
            .Compile(new Graph([x, t], [y, Gradient.Of(y, [x], flow)[0]]))
            .Run(one.Tensor("x", "shape"), one.Tensor("t", "targets"));
        return
        [
            Near.Difference("y", one.Numbers("y"), results[0].Span),
            Near.Difference("dx", one.Numbers("dx"), results[1].Span),
        ];
    }
}
