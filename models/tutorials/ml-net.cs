#:package FunctionalNet@0.1.0-*
#:package Microsoft.ML@5.0.1

// Beside ML.NET: an IDataView becomes a dataset, a net learns it, and its predictions are columns of a view, which ML.NET measures.
using FunctionalNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using static FunctionalNet.Net;

var data = Path.Combine(
    (string)AppContext.GetData("EntryPointFileDirectoryPath")!,
    "../../src/FunctionalNet.Cli/Data/iris.csv"
);
var ml = new MLContext(seed: 1);
var flowers = ml.Data.LoadFromTextFile<Flower>(data, separatorChar: ',', hasHeader: true);
var prepare = ml
    .Transforms.Concatenate("Features", "SepalLength", "SepalWidth", "PetalLength", "PetalWidth")
    .Append(ml.Transforms.NormalizeMeanVariance("Features", fixZero: false))
    .Append(ml.Transforms.Conversion.MapValueToKey("Label", "Species"));
var split = ml.Data.TrainTestSplit(flowers, testFraction: 0.2);
var preparation = prepare.Fit(split.TrainSet);
var learned = ToDataset(preparation.Transform(split.TrainSet), "Features", "Label");
Console.WriteLine($"{learned.Count} flowers of {learned.InputShape} to learn");

// Training is this library's.
var training = Training.Of(Dense(16) >> Tanh() >> Dense(3), SoftmaxCrossEntropy(), Adam(0.02));
var options = new FitOptions<float> { Epochs = 60 };
var history = training.Fit(training.Init(key: 1, learned.InputShape), learned.Shuffle(key: 2).Batches(16), options);
var trained = history.OrThrow().Last.Model;
var model = new Model<float>(trained.Layer >> Softmax(), learned.InputShape, trained.Values);

// A transform of ML.NET's, which adds columns row by row, also in a PredictionEngine. A key counts from 1.
var predict = ml.Transforms.CustomMapping<Prepared, Predicted>(
    (row, predicted) =>
    {
        var probabilities = model.Predict(Tensor.Of(new(1, row.Features.Length), row.Features));
        predicted.Score = probabilities.Span.ToArray();
        predicted.PredictedLabel = 1 + (uint)probabilities.ArgMax()[0];
    },
    contractName: "FunctionalNet"
);
var heldOut = preparation.Transform(split.TestSet);
var view = predict.Fit(heldOut).Transform(heldOut);
var metrics = ml.MulticlassClassification.Evaluate(view);
Console.WriteLine($"ML.NET measures an accuracy of {metrics.MicroAccuracy:P0} and a log loss of {metrics.LogLoss:F3}");
File.WriteAllText("iris.html", $"<pre>{metrics.ConfusionMatrix.GetFormattedConfusionTable()}</pre>");
Console.WriteLine("iris.html shows which species are taken for which");

// Columns of numbers and of keys as a dataset: [rows, features] and labels from 0; a missing key becomes -1, which no loss counts.
static Dataset<float> ToDataset(IDataView view, string features, string label)
{
    float[][] rows = [.. view.GetColumn<float[]>(features)];
    var labels = view.GetColumn<uint>(label).Select(key => key - 1f);
    return new(
        Tensor.Of(new(rows.Length, rows[0].Length), [.. rows.SelectMany(row => row)]),
        Tensor.Vector([.. labels])
    );
}

/// <summary>A row of the file.</summary>
internal sealed class Flower
{
    [LoadColumn(0)]
    public float SepalLength { get; set; }

    [LoadColumn(1)]
    public float SepalWidth { get; set; }

    [LoadColumn(2)]
    public float PetalLength { get; set; }

    [LoadColumn(3)]
    public float PetalWidth { get; set; }

    [LoadColumn(4)]
    public string Species { get; set; } = string.Empty;
}

/// <summary>What the net reads of a row.</summary>
internal sealed class Prepared
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}

/// <summary>The columns that it adds.</summary>
internal sealed class Predicted
{
    [VectorType(3)]
    public float[] Score { get; set; } = [];

    [KeyType(3)]
    public uint PredictedLabel { get; set; }
}
