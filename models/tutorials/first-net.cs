#:package FunctionalNet.OnnxRuntime@0.1.0-*

// A first net: irises by four lengths. It learns, is measured, is written to a file, and draws what it thinks of every length of petal.
using FunctionalNet;
using static FunctionalNet.Net;

var data = Path.Combine(
    (string)AppContext.GetData("EntryPointFileDirectoryPath")!,
    "../../src/FunctionalNet.Cli/Data/iris.csv"
);
var schema = new CsvSchema
{
    Inputs = [Column.Number("Petal.Length"), Column.Number("Petal.Width")],
    Target = Column.Ordinal("Species", "setosa", "versicolor", "virginica"),
};
var (learned, heldOut) = Csv.Load(data, schema).OrThrow().HoldOut(0.2, key: 1);
var normalization = Normalization.Fit(learned.Inputs);
Console.WriteLine($"{learned.Count} flowers to learn, {heldOut.Count} held out");

// A model, a loss and an optimizer are values; a fit gives the history of its epochs.
var training = Training.Of(Dense(16) >> Tanh() >> Dense(3), SoftmaxCrossEntropy(), Adam(0.02));
var start = training.Init(key: 1, learned.InputShape);
var options = new FitOptions<float> { Epochs = 60, HeldOut = normalization.Apply(heldOut).Batches(30) };
var history = training.Fit(start, normalization.Apply(learned).Shuffle(key: 2).Batches(16), options).OrThrow();
foreach (var epoch in history.Epochs.Where(epoch => epoch.Number % 15 == 0))
{
    Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:F3}, held out {epoch.HeldOut:F3}");
}

// The file takes centimetres: the normalization is part of it.
var export = new ExportOptions
{
    Normalization = normalization,
    Softmax = true,
    Labels = schema.Target!.Values,
};
Console.WriteLine(history.Best.Model.SaveOnnx("iris.onnx", export).OrThrow());
using var predictor = OnnxPredictor.Load("iris.onnx").OrThrow();
var test = heldOut.All();
Console.WriteLine($"accuracy {Metrics.Accuracy(predictor.Predict(test.Inputs), test.Targets):P0}");

// A picture: petals of 0 to 7 cm from left to right, of 0 to 2.5 cm in width from the bottom up; a color for each species.
const int Size = 120;
var places = from line in Enumerable.Range(0, Size) from column in Enumerable.Range(0, Size) select (line, column);
float[] petals = [.. places.SelectMany(at => (float[])[7f * at.column / Size, 2.5f * (Size - at.line) / Size])];
var species = predictor.Predict(Tensor.Of(new(Size * Size, 2), petals));
byte[] colors = [.. species.Span.ToArray().Select(share => (byte)(255 * share))];
File.WriteAllBytes("iris.png", Images.Of(colors, Size, Size, channels: 3).ToPng());
Console.WriteLine("iris.png shows which species it takes for which petal");
