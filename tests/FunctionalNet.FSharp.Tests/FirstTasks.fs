/// A newcomer's first tasks: a table, images, sequences. No casts, no spans, and no operator but those of F#.
module FunctionalNet.FSharpTests.FirstTasks

open System
open System.IO
open FunctionalNet
open type FunctionalNet.Net
open Xunit

let result (either: LanguageExt.Either<LanguageExt.Common.Error, 'T>) : Result<'T, string> =
    either.Match<Result<'T, string>>((fun value -> Ok value), (fun error -> Error error.Message))

/// What is learned from one part of the data, and its accuracy on the other.
let private learn (model: Layer) (rate: float) (epochs: int) (data: Dataset<float32>) =
    let struct (learned, heldOut) = data.HoldOut(0.25, 1)
    let training = Training.Of(model, SoftmaxCrossEntropy(), Adam(rate))
    let start = training.Init(1, learned.InputShape)
    let options = FitOptions<float32>(Epochs = epochs, HeldOut = heldOut.Batches(64))

    training.Fit(start, learned.Shuffle(1).Batches(16), options)
    |> result
    |> Result.map (fun history ->
        let test = heldOut.All()
        Metrics.Accuracy(history.Best.Model.Predict(test.Inputs), test.Targets))

[<Fact>]
let ``A table`` () =
    let file = Path.Combine(Directory.CreateTempSubdirectory("functionalnet").FullName, "points.csv")
    let points = Tensor.Uniform<float32>(3, Shape(300, 2))

    let rows =
        [ for i in 0..299 ->
              let x, y = points[i, 0], points[i, 1]
              String.Format(Globalization.CultureInfo.InvariantCulture, "{0},{1},{2}", x, y, (if x > y then "below" else "above")) ]

    File.WriteAllLines(file, "x,y,side" :: rows)

    let accuracy =
        Csv.Infer(file, target = "side", isLabel = true)
        |> result
        |> Result.bind (fun schema -> Csv.Load(file, schema) |> result)
        |> Result.bind (learn (Sequential(Dense 16, Tanh(), Dense 2)) 0.02 40)

    match accuracy with
    | Ok share -> Assert.InRange(share, 0.9, 1.0)
    | Error why -> Assert.Fail why

[<Fact>]
let ``Images`` () =
    // A bright row, or a bright column, in noise.
    let noise = Tensor.Uniform<float32>(4, Shape(240, 1, 8, 8)).ToArray()

    let images =
        [| for i in 0..239 do
               let place = i / 2 % 8

               for y in 0..7 do
                   for x in 0..7 ->
                       let isBright = if i % 2 = 0 then y = place else x = place
                       0.5f * noise[64 * i + 8 * y + x] + (if isBright then 1f else 0f) |]

    let data = Dataset<float32>(Tensor.Of(Shape(240, 1, 8, 8), images), Tensor.Vector([| for i in 0..239 -> float32 (i % 2) |]))
    let model = Sequential(Conv2d(8, 3), Relu(), MaxPool2d 2, Flatten(), Dense 2)
    Assert.InRange((learn model 0.01 15 data |> Result.defaultValue 0.0), 0.95, 1.0)

[<Fact>]
let ``Sequences`` () =
    // Which of two tokens comes first.
    let draws = Tensor.Uniform<float32>(5, Shape(400, 2))

    let sentences =
        [ for i in 0..399 ->
              let one = int (draws[i, 0] * 6f)
              let other = (one + 1 + int (draws[i, 1] * 5f)) % 6
              let tokens = [| for t in 0..5 -> if t = one then 1f elif t = other then 2f else 0f |]
              tokens, (if one < other then 1f else 0f) ]

    let inputs = Tensor.Of(Shape(400, 6), sentences |> List.toArray |> Array.collect fst)
    let data = Dataset<float32>(inputs, Tensor.Vector(sentences |> List.map snd |> List.toArray))
    let model = Sequential(Embedding(3, 8), Gru(16, lastOnly = true), Dense 2)
    Assert.InRange((learn model 0.02 25 data |> Result.defaultValue 0.0), 0.95, 1.0)

[<Fact>]
let ``What went wrong is a value`` () =
    match Csv.Infer("nowhere.csv", target = "side") |> result with
    | Ok _ -> Assert.Fail "There is no such file."
    | Error why -> Assert.Contains("nowhere.csv", why)
