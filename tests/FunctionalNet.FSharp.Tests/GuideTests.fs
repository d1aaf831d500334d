/// The code of the site's page on F#, which is held to stand here.
module FunctionalNet.FSharpTests.GuideTests

open System
open System.IO
open FunctionalNet
open type FunctionalNet.Net
open Xunit

let rec private root (folder: DirectoryInfo) =
    if File.Exists(Path.Combine(folder.FullName, "FunctionalNet.sln")) then folder.FullName else root (nonNull folder.Parent)

let private repository = root (DirectoryInfo AppContext.BaseDirectory)

let private guide () =

    let schema = Csv.Infer("iris.csv", target = "Species", isLabel = true).OrThrow()
    let flowers = Csv.Load("iris.csv", schema).OrThrow()
    let struct (learned, heldOut) = flowers.HoldOut(0.2, 1)

    let model = Dense(16) >=> Tanh() >=> Dense(3)
    let training = Training.Of(model, SoftmaxCrossEntropy(), Adam(0.01))
    let start = training.Init(1, learned.InputShape)
    let batches = learned.Shuffle(1).Batches(16)
    let options = FitOptions<float32>(Epochs = 60, HeldOut = heldOut.Batches(30))
    let history = training.Fit(start, batches, options).OrThrow()

    let test = heldOut.All()
    let scores = history.Best.Model.Predict(test.Inputs)
    printfn $"accuracy {Metrics.Accuracy(scores, test.Targets):P1}"
    printfn $"{Metrics.ConfusionMatrix(3).Add(scores, test.Targets)}"

    let export = ExportOptions(Softmax = true, Labels = (nonNull schema.Target).Values)
    let report = history.Best.Model.SaveOnnx("iris.onnx", export).OrThrow()
    printfn $"{report.Parameters} parameters, opset {report.Opset}"

    use predictor = OnnxPredictor.Load("iris.onnx").OrThrow()
    let flower = Tensor.Of(Shape(1, 4), [| 5.0f; 3.4f; 1.5f; 0.2f |])
    printfn $"{predictor.Classify(flower)[0]}"
    report, predictor.Classify(flower)[0]

// A folder of dark pictures and one of light ones.
let private draw () =
    for kind, ink in [ "dark", 40; "light", 200 ] do
        Directory.CreateDirectory $"pictures/{kind}" |> ignore

        for i in 0..7 do
            let grey = Array.create 64 (byte (ink + i))
            File.WriteAllBytes($"pictures/{kind}/{i}.png", Images.Of(grey, 8, 8, channels = 1).ToPng())

let private images () =
    let pictures = ImageFolder.Open("pictures", ImageOptions(Channels = 1, Size = struct (8, 8))).OrThrow()
    let struct (shown, kept) = pictures.Places.HoldOut(0.25, 1)
    let brightness = Normalization.Of(127.5, 64.0)
    let network = Sequential(Conv2d(8, 3), Relu(), MaxPool2d 2, Flatten(), Dense 2)
    let seeing = Training.Of(network, SoftmaxCrossEntropy(), Adam(0.01))
    let seen = seeing.Fold(seeing.Init(1, pictures.InputShape), brightness.Apply(pictures.Read(shown.Shuffle(2).Batches(4))).Repeat(10))
    let unseen = brightness.Apply(pictures.Load(kept).OrThrow())
    printfn $"accuracy {Metrics.Accuracy(seen.Model.Predict(unseen.Inputs), unseen.Targets):P0}"
    Metrics.Accuracy(seen.Model.Predict(unseen.Inputs), unseen.Targets)

let private sequences () =
    let reviews = [| "good film"; "bad"; "a good one"; "so bad a film"; "good"; "what a bad one" |]
    let characters = CharacterTokenizer.Of(String.Concat reviews)
    let filler = characters.Count
    let struct (tokens, _) = Sequences.Pad<float32>(reviews |> Array.map characters.Encode, padding = filler, atStart = true)
    let opinions = Dataset<float32>(tokens, Tensor.Vector [| 1f; 0f; 1f; 0f; 1f; 0f |])
    let reader = Sequential(Embedding(filler + 1, 8, padding = filler), Gru(16, lastOnly = true), Dense 2)
    let reading = Training.Of(reader, SoftmaxCrossEntropy(), Adam(0.02))
    let read = reading.Fold(reading.Init(1, opinions.InputShape), opinions.Batches(6).Repeat(60))
    printfn $"accuracy {Metrics.Accuracy(read.Model.Predict(tokens), opinions.Targets):P0}"
    Metrics.Accuracy(read.Model.Predict(tokens), opinions.Targets)

[<Fact>]
let ``The tasks of the page are done`` () =
    let folder = Directory.CreateTempSubdirectory "functionalnet"
    let before = Directory.GetCurrentDirectory()
    File.Copy(Path.Combine(repository, "src/FunctionalNet.Cli/Data/iris.csv"), Path.Combine(folder.FullName, "iris.csv"))
    Directory.SetCurrentDirectory folder.FullName

    try
        let report, species = guide ()
        Assert.Equal(131L, report.Parameters)
        Assert.Equal("setosa", species)
        draw ()
        Assert.Equal(1.0, images ())
        Assert.Equal(1.0, sequences ())
    finally
        Directory.SetCurrentDirectory before
        folder.Delete(recursive = true)

[<Fact>]
let ``The page says what stands here`` () =
    let lines (text: string) =
        text.Split('\n') |> Array.map _.Trim() |> Array.filter (fun line -> line.Length > 0)

    let read file =
        File.ReadAllText(Path.Combine(repository, "tests/FunctionalNet.FSharp.Tests", file)) |> lines

    let here = Array.append (read "GuideTests.fs") (read "FirstTasks.fs") |> Set.ofArray

    let page = File.ReadAllText(Path.Combine(repository, ".docs/guide/fsharp.md"))
    let blocks = page.Split("```fsharp") |> Array.skip 1 |> Array.map (fun block -> block.Split("```")[0])
    Assert.Equal(6, blocks.Length)
    let missing = blocks |> Array.collect lines |> Array.filter (fun line -> not (here.Contains line))
    Assert.Empty missing
