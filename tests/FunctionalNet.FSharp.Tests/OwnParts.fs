/// Parts of one's own as F# writes them: functions, since F# cannot derive C#'s records.
module FunctionalNet.FSharpTests.OwnParts

open System
open System.Numerics
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

/// The largest error so far. A metric is an interface, which F# implements.
type LargestError =
    { Value: float }

    static member None = { Value = 0.0 }

    interface IMetric<LargestError> with
        member this.Add<'T
            when 'T: unmanaged
            and 'T: struct
            and 'T: (new: unit -> 'T)
            and 'T :> ValueType
            and 'T :> IBinaryFloatingPointIeee754<'T>>
            (predictions: Tensor<'T>, targets: Tensor<'T>)
            =
            let mutable largest = this.Value

            for i in 0 .. predictions.Length - 1 do
                let error = predictions.Span[i] - targets.Span[i]
                largest <- Math.Max(largest, Math.Abs(Double.CreateTruncating<'T> error))

            { Value = largest }
