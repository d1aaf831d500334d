#:package FunctionalNet.OnnxRuntime@0.1.0-*

// Images: a convolutional net reads handwritten digits of 8 x 8 pixels, and shows those that it misreads.
using System.IO.Compression;
using FunctionalNet;
using static FunctionalNet.Net;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
using (
    var packed = new GZipStream(
        File.OpenRead(Path.Combine(folder, "../../src/FunctionalNet.Cli/Data/digits.csv.gz")),
        CompressionMode.Decompress
    )
)
using (var plain = File.Create("digits.csv"))
{
    packed.CopyTo(plain);
}

var columns = Csv.Numbers("digits.csv").OrThrow().Inputs;
var table = Csv.Load("digits.csv", new() { Inputs = columns[..^1], Target = columns[^1] }).OrThrow();
var digits = table.WithInputs(x => x.Reshape(new(x.Shape[0], 1, 8, 8)));
var (learned, heldOut) = digits.HoldOut(0.2, key: 1);
var normalization = Normalization.Of(mean: 5, scale: 6);

// Each image is moved by up to a pixel, differently in each epoch.
var batches = normalization
    .Apply(learned)
    .Shuffle(key: 2)
    .Batches(32)
    .Map((batch, key) => batch.Shift(key, 1), key: 3)
    .Prefetch();
Layer model =
    Conv2d(16, 3, padding: Padding.Same)
    >> BatchNorm()
    >> Relu()
    >> MaxPool2d(2)
    >> Conv2d(32, 3, padding: Padding.Same)
    >> BatchNorm()
    >> Relu()
    >> GlobalAveragePool()
    >> Flatten()
    >> Dense(10);
var training = Training.Of(
    model,
    SoftmaxCrossEntropy(smoothing: 0.05),
    AdamW(OneCycle(peak: 1e-2, total: 10 * batches.Count))
);
var trained = training.Fold(training.Init(key: 1, learned.InputShape), batches.Repeat(epochs: 10));

Console.WriteLine(
    trained.Model.SaveOnnx("digits.onnx", new() { Normalization = normalization, Softmax = true }).OrThrow()
);
using var predictor = OnnxPredictor.Load("digits.onnx").OrThrow();
var test = heldOut.All();
var scores = predictor.Predict(test.Inputs);
Console.WriteLine($"accuracy {Metrics.Accuracy(scores, test.Targets):P1} of {heldOut.Count} digits");
Console.WriteLine(Metrics.ConfusionMatrix(classes: 10).Add(scores, test.Targets));

// A picture of the digits that are read with the least confidence, side by side.
var least = Enumerable
    .Range(0, heldOut.Count)
    .OrderBy(i => Enumerable.Range(0, 10).Max(digit => scores[i, digit]))
    .Take(8)
    .ToArray();
var pixels = new byte[8 * 8 * least.Length];
foreach (var (place, i) in least.Index())
{
    for (var line = 0; line < 8; line++)
    {
        for (var column = 0; column < 8; column++)
        {
            pixels[(line * 8 * least.Length) + (8 * place) + column] = (byte)(15 * test.Inputs[i, 0, line, column]);
        }
    }
}

var picture = Images.Of(pixels, 8 * least.Length, 8, channels: 1).Resize(8 * 8, 8 * 8 * least.Length);
File.WriteAllBytes("uncertain.png", picture.ToPng());
Console.WriteLine("uncertain.png shows the eight digits that it is least sure of");
