#:package FunctionalNet.OnnxRuntime@0.1.0-*

// Transfer: a file that reads digits learns digits that lie on their side; once by its head alone, once by low-rank adapters.
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
var digits = Csv.Load("digits.csv", new() { Inputs = columns[..^1], Target = columns[^1] }).OrThrow();
var lying = digits.WithInputs(x =>
    Tensor.Of(x.Shape, [.. Enumerable.Range(0, x.Length).Select(i => x[i / 64, (8 * (i % 8)) + (i / 8 % 8)])])
);
var (learned, heldOut) = lying.HoldOut(0.5, key: 1);
var test = heldOut.All();

// The file as a model, whose layer is trained on without the softmax at its end.
var file = OnnxModel.Load(Path.Combine(folder, "../digits/digits.onnx")).Bind(file => file.ToModel<float>()).OrThrow();
var layer = file.Layer.BeforeSoftmax();
Console.WriteLine($"as it is: {Metrics.Accuracy(file.Predict(test.Inputs), test.Targets):P1}");

var batches = learned.Shuffle(key: 2).Batches(32).Repeat(epochs: 12);
var head = Learn("the head alone", Frozen(layer, where: path => !path.Contains('3')));
var adapted = Learn("adapters of rank 4", LowRank(layer, rank: 4));

// The adapters are kilobytes beside the model; merged, they are the plain model again.
adapted.SaveAdapter("sideways").OrThrow();
Console.WriteLine($"{new FileInfo("sideways/adapter_model.safetensors").Length / 1024.0:F0} KiB of adapters");
Console.WriteLine(adapted.Merge().SaveOnnx("sideways.onnx", new() { Softmax = true }).OrThrow());

// A picture: what three digits look like, lying.
var pixels = new byte[8 * 24];
for (var i = 0; i < pixels.Length; i++)
{
    pixels[i] = (byte)(15 * test.Inputs[i % 24 / 8, (8 * (i / 24)) + (i % 8)]);
}

File.WriteAllBytes("sideways.png", Images.Of(pixels, 24, 8, channels: 1).Resize(64, 192).ToPng());
Console.WriteLine("sideways.png shows three of the digits");

Model<float> Learn(string what, Layer tuned)
{
    var training = Training.Of(tuned, SoftmaxCrossEntropy(), Adam(3e-3));
    var trained = training.Fold(training.Init(key: 3, file.Input), batches);
    var numbers = trained.Parameters.Sum(parameter => parameter.Value.Length);
    Console.WriteLine(
        $"{what}: {numbers:N0} numbers learn, {Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets):P1}"
    );
    return trained.Model;
}
