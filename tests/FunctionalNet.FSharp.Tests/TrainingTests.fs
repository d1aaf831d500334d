/// Training, verification and export from F#, with parts of one's own.
module FunctionalNet.FSharpTests.TrainingTests

open System
open System.IO
open FunctionalNet
open FunctionalNet.Verification
open FunctionalNet.FSharpTests.OwnParts
open type FunctionalNet.Net
open Xunit

let private key = Key.op_Implicit 42

/// Points in a square and their distance from its middle.
let private circle =
    let points = Array.zeroCreate<float32> (2 * 600)
    key.Split("points").Uniform(points.AsSpan())

    let distances =
        points
        |> Array.chunkBySize 2
        |> Array.map (fun p -> MathF.Sqrt((p[0] - 0.5f) ** 2f + (p[1] - 0.5f) ** 2f))

    Dataset<float32>(Tensor.Of(Shape(600, 2), points), Tensor.Of(Shape(600, 1), distances))

let private model =
    Dense(24) >=> Gelu() >=> rootMeanSquareNorm 1e-6 >=> Dense(1)

[<Fact>]
let ``A network of own parts learns, and its file agrees with ONNX Runtime`` () =
    let struct (learned, heldOut) = circle.HoldOut(0.2, key)

    let training =
        Training.Of(model, absolute, signOfMean 0.9 >=> ScaleByLearningRate(inverseRoot 3e-2))

    let start = training.Init(key, learned.InputShape)
    let before = training.Evaluate(start, heldOut.All())
    let trained = training.Fold(start, learned.Shuffle(key).Batches(32).Repeat(epochs = 30))
    Assert.InRange(training.Evaluate(trained, heldOut.All()), 0f, before / 8f)

    let folder = Directory.CreateTempSubdirectory "functionalnet"
    let report = trained.Model.SaveOnnx(Path.Combine(folder.FullName, "circle.onnx")).OrThrow()
    Assert.InRange(report.LargestDifference, 0.0, 1e-5)
    folder.Delete(recursive = true)

[<Fact>]
let ``The fold is the steps, from a function of F# too`` () =
    let training = Training.Of(model, absolute, signOfMean 0.9 >=> ScaleByLearningRate(1e-2))
    let start = training.Init(key, circle.InputShape)
    let batches = circle.Shuffle(key).Batches(100)
    let folded = training.Fold(start, batches)
    let stepped = batches |> Seq.fold (fun state batch -> training.Step(state, batch)) start
    Assert.Equal<float32>(folded.Values["0/weight"].Span.ToArray(), stepped.Values["0/weight"].Span.ToArray())

[<Fact>]
let ``A step of own parts allocates nothing`` () =
    let training =
        Training.Of(model, absolute, signOfMean 0.9 >=> ScaleByLearningRate(inverseRoot 1e-2))

    let start = training.Init(key, circle.InputShape)
    let few = circle.Batches(100) |> Seq.toArray
    let many = Array.replicate 50 few |> Array.concat

    let allocated (batches: Batch<float32>[]) =
        let before = GC.GetAllocatedBytesForCurrentThread()
        training.Fold(start, batches) |> ignore
        GC.GetAllocatedBytesForCurrentThread() - before

    // Until code is compiled for speed it boxes numbers. No object is smaller than a byte.
    let isNothing () =
        abs (allocated many - allocated few) < int64 (many.Length - few.Length)

    let mutable rounds = 500

    while not (isNothing ()) && rounds > 0 do
        rounds <- rounds - 1
        Threading.Thread.Sleep 20

    Assert.True(rounds > 0, "A step allocates.")

[<Fact>]
let ``An own metric is folded over batches`` () =
    let training = Training.Of(model, absolute, signOfMean 0.9 >=> ScaleByLearningRate(1e-2))
    let trained = training.Step(training.Init(key, circle.InputShape), circle.All()).Model
    let all = trained.Predict(circle.All().Inputs)
    let errors = Array.map2 (fun (a: float32) b -> abs (float a - float b)) (all.Span.ToArray()) (circle.All().Targets.Span.ToArray())
    Assert.Equal((Array.max errors), LargestError.None.Over(trained, circle.Batches(64)).Value, 1e-6)

[<Fact>]
let ``A layer is given a part of one's own as any other`` () =
    let twice = Layer.Of("Twice", fun _ x -> 2.0 * x)
    Assert.Equal("Residual(Twice() >> Dense(2))", Residual(twice >=> Dense(2)).ToString())
    let rate = Schedule.Of("Half", fun _ -> Ops.Constant 0.5)
    Assert.Equal("ScaleByLearningRate(Half())", ScaleByLearningRate(rate).ToString())

[<Fact>]
let ``The gradient of an own layer is right`` () =
    GradientCheck.Layer(rootMeanSquareNorm 1e-6, Shapes.Ranks(2, 3)) |> ignore

[<Fact>]
let ``The gradient of an own loss is right`` () = 
    GradientCheck.Loss(absolute, Shapes.Ranks(2)) |> ignore
