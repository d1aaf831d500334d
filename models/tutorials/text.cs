#:package FunctionalNet.OnnxRuntime@0.1.0-*

// Text: a small causal transformer learns this repository's README by byte pairs, and writes on.
// Eight thousand characters are enough to see how it is done, and few enough that it learns them by heart.
using FunctionalNet;
using static FunctionalNet.Net;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var text = File.ReadAllText(Path.Combine(folder, "../../README.md"));
var tokenizer = BytePairTokenizer.Train(text, count: 384);
var tokens = tokenizer.Encode(text);
Console.WriteLine($"{text.Length:N0} characters, {tokens.Length:N0} tokens of {tokenizer.Count}");

const int Context = 32;
var pieces = Sequences.Next<float>(tokens, Context, stride: 4);
Layer model =
    Embedding(tokenizer.Count, 48)
    >> TransformerBlock(heads: 4, causal: true, rotary: true)
    >> TransformerBlock(heads: 4, causal: true, rotary: true)
    >> LayerNorm()
    >> Dense(tokenizer.Count);
var batches = pieces.Shuffle(key: 1).Batches(32);
var training = Training.Of(
    model,
    SoftmaxCrossEntropy(),
    ClipByGlobalNorm(1) >> AdamW(WarmupCosine(3e-3, warmup: 20, total: 5 * batches.Count))
);
var start = training.Init(key: 2, pieces.InputShape);
var trained = training.Fold(start, batches.Repeat(epochs: 5));
Console.WriteLine(
    $"loss {training.Evaluate(start, batches.First()):F1} at first, {training.Evaluate(trained, batches.First()):F1} at the end"
);

// A decoder keeps what it has read, so that a token costs the same however long the text is.
var decoder = Decoder<float>.Of(trained.Model, Context);
var sampling = new Sampling { Temperature = 0.7 };
var written = decoder.Generate(tokenizer.Encode("A layer"), sampling, key: 3).Take(60).ToArray();
var page =
    $"<!doctype html><meta charset='utf-8'><title>Written on</title><p><b>A layer</b>{System.Net.WebUtility.HtmlEncode(tokenizer.Decode(written))}</p>";
File.WriteAllText("written.html", page);
Console.WriteLine(decoder.SaveOnnx("text.onnx").OrThrow());
Console.WriteLine("written.html shows what it writes behind 'A layer'");
