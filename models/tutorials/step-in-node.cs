#:package FunctionalNet.OnnxRuntime@0.1.0-*

// The training step in Node: the whole step, optimizer included, is an ONNX model that a stock ONNX Runtime folds in any language.
using System.Text.Json;
using FunctionalNet;
using static FunctionalNet.Net;

var points = new float[2 * 640];
((Key)1).Uniform<float>(points);
float[] labels = [.. points.Chunk(2).Select(p => double.Hypot(p[0] - 0.5, p[1] - 0.5) < 0.35 ? 1f : 0f)];
var circle = new Dataset<float>(Tensor.Of(new(640, 2), points), Tensor.Vector(labels));
var batches = circle.Shuffle(key: 2).Batches(64);
var training = Training.Of(Dense(16) >> Gelu() >> Dense(2), SoftmaxCrossEntropy(), Adam(0.02));
var start = training.Init(key: 3, circle.InputShape);

// Three files: the start, the step, and the batches as numbers.
File.WriteAllBytes("start.onnx", start.ToOnnx());
Console.WriteLine(training.ToOnnx("step.onnx", start, batches.First()).OrThrow());
using var step = OnnxPredictor.Load("step.onnx").OrThrow();
foreach (var input in step.Inputs.Take(2))
{
    Console.WriteLine($"a batch has {input}");
}

var all = batches.Repeat(epochs: 40).ToArray();
File.WriteAllText(
    "batches.json",
    JsonSerializer.Serialize(
        all.Select(batch => new { x = batch.Inputs.Span.ToArray(), y = batch.Targets.Span.ToArray() })
    )
);
File.WriteAllText(
    "train.mjs",
    """
    // npm install onnxruntime-node && node train.mjs
    import { readFileSync, writeFileSync } from "node:fs";
    import { InferenceSession, Tensor } from "onnxruntime-node";

    const start = await InferenceSession.create("start.onnx");
    const step = await InferenceSession.create("step.onnx");
    let state = await start.run({});
    const losses = [];
    for (const batch of JSON.parse(readFileSync("batches.json", "utf8"))) {
      const next = await step.run({
        ...state,
        input: new Tensor("float32", batch.x, [64, 2]),
        target: new Tensor("int64", BigInt64Array.from(batch.y, BigInt), [64]),
      });
      losses.push(next.loss.data[0]);
      state = Object.fromEntries(Object.keys(state).map((path) => [path, next[`${path}/next`]]));
    }
    console.log(`loss ${losses[0].toFixed(4)} at first, ${losses.at(-1).toFixed(4)} at the end`);
    """
);

// The same steps here, to compare with.
float[] losses = [.. training.Scan(start, all).Select(state => state.Loss)];
Console.WriteLine($"loss {losses[0]:F4} at first, {losses[^1]:F4} at the end");
var line = string.Join(
    ' ',
    losses.Select((loss, i) => FormattableString.Invariant($"{1.5 * i},{160 - (200 * loss):F1}"))
);
File.WriteAllText(
    "losses.svg",
    $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 600 180'><polyline fill='none' stroke='steelblue' points='{line}'/></svg>"
);
Console.WriteLine("losses.svg shows the losses; train.mjs gives the same in Node");
