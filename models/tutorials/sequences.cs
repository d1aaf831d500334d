#:package FunctionalNet.OnnxRuntime@0.1.0-*

// Sequences: a gated recurrent net foretells a noisy wave from its last 24 values.
using FunctionalNet;
using static FunctionalNet.Net;

const int Window = 24;
var noise = new float[1_500];
((Key)1).Normal<float>(noise);
float[] wave = [.. noise.Select((n, i) => MathF.Sin(i / 5f) + (0.5f * MathF.Sin(i / 13f)) + (0.05f * n))];

// A sample is a window of [tokens, 1], its target the value behind it. The end of the wave is held out: time has an order.
Dataset<float> Windows(int from, int to)
{
    var starts = Enumerable.Range(from, to - from - Window).ToArray();
    return new(
        Tensor.Of(new(starts.Length, Window, 1), [.. starts.SelectMany(start => wave[start..(start + Window)])]),
        Tensor.Of(new(starts.Length, 1), [.. starts.Select(start => wave[start + Window])])
    );
}

var (learned, heldOut) = (Windows(0, 1_200), Windows(1_200, 1_500));
var training = Training.Of(
    Gru(24, lastOnly: true) >> Dense(1),
    Huber(),
    ClipByGlobalNorm(1) >> Adam(CosineDecay(0.01, total: 600))
);
var trained = training.Fold(
    training.Init(key: 2, learned.InputShape),
    learned.Shuffle(key: 3).Batches(32).Repeat(epochs: 15)
);

var test = heldOut.All();
var last = Tensor.Of(
    test.Targets.Shape,
    [.. Enumerable.Range(0, heldOut.Count).Select(i => test.Inputs[i, Window - 1, 0])]
);
Console.WriteLine(
    $"root mean squared error {Error(trained.Model.Predict(test.Inputs)):F3}, of the last value again {Error(last):F3}"
);
Console.WriteLine(trained.Model.SaveOnnx("wave.onnx").OrThrow());

// Go on alone: each prediction is the next input.
float[] context = wave[1_200..(1_200 + Window)];
var foretold = new List<float>();
for (var i = 0; i < 150; i++)
{
    var next = trained.Model.Predict(Tensor.Of(new(1, Window, 1), context))[0, 0];
    foretold.Add(next);
    context = [.. context[1..], next];
}

double Error(Tensor<float> predictions) =>
    Metrics.RegressionErrors().Add(predictions, test.Targets).RootMeanSquaredError;

string Line(string color, IEnumerable<float> values) =>
    $"<polyline fill='none' stroke='{color}' stroke-width='2' points='{string.Join(' ', values.Select((value, i) => FormattableString.Invariant($"{4 * i},{110 - (55 * value):F1}")))}'/>";

var svg =
    $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 600 220'>{Line("grey", wave[(1_200 + Window)..(1_350 + Window)])}{Line("steelblue", foretold)}</svg>";
File.WriteAllText("wave.svg", svg);
Console.WriteLine("wave.svg shows the wave in grey, and 150 values foretold from their own predecessors in blue");
