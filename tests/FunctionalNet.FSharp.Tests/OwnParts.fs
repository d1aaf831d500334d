/// Parts of one's own as F# writes them: functions, since F# cannot derive C#'s records.
module FunctionalNet.FSharpTests.OwnParts

open FunctionalNet
open type FunctionalNet.Net

/// x divided by its root mean square over the last axis, times a learned scale: [..., n] to [..., n].
let rootMeanSquareNorm (epsilon: float) =
    Layer.Of(
        $"RootMeanSquareNorm({epsilon})",
        fun scope x ->
            let scale = scope.Parameter("scale", Shape(x.Shape[x.Shape.Rank - 1]), Ones())
            scale * x / ((x * x).ReduceMean(-1, keepDims = true) + epsilon).Sqrt()
    )

/// The mean absolute error.
let absolute =
    Loss.Of("Absolute", (fun prediction target -> (prediction - target).Abs().ReduceMean()))

/// A step along the sign of a moving average of the gradient, as Lion's without its second average.
let signOfMean (beta: float) =
    Transform.Of(
        $"SignOfMean({beta})",
        fun scope update ->
            let mean = update.Slot(scope, "mean")
            let next = beta * mean + (1.0 - beta) * update.Value
            scope.Next(mean, next)
            next.Sign()
    )

/// A rate that falls with the root of the number of steps.
let inverseRoot (rate: float) =
    Schedule.Of($"InverseRoot({rate})", fun step -> rate / (step + 1.0).Sqrt())
