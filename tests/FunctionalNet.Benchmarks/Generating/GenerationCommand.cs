using System.CommandLine;
using System.Diagnostics;
using static System.FormattableString;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Generating;

/// <summary><c>generation</c>: tokens a second behind contexts of several lengths, with what is kept of the tokens before and without.</summary>
internal static class GenerationCommand
{
    private const int Vocabulary = 85;
    private const int Longest = 2048;

    // As many tokens as are timed behind each context.
    private const int Timed = 32;
    private const int Repeats = 5;

    private static readonly int[] Contexts = [64, 256, 1024];

    public static Command Create()
    {
        var command = new Command("generation", "Measure tokens a second of the model characters, made longer.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // The layers of the recipe "characters".
        Layer layer =
            Embedding(Vocabulary, 64)
            >> TransformerBlock(4, causal: true, rotary: true)
            >> TransformerBlock(4, causal: true, rotary: true)
            >> LayerNorm()
            >> Dense(Vocabulary);
        var model = Training.Of<float>(layer, SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, new(Longest)).Model;
        var decoder = Decoder<float>.Of(model);
        using var file = OnnxDecoder.Load(decoder.ToOnnx()).OrThrow();
        Console.WriteLine("context | with a cache, tokens/s | µs a token | without | times | ONNX Runtime, tokens/s");
        foreach (var context in Contexts)
        {
            int[] start = [.. Enumerable.Range(0, context).Select(i => i * i % Vocabulary)];
            var kept = Median(() => Rate(decoder.Generate(start, key: 1)));
            var whole = new Model<float>(layer, new(context), model.Values);
            var read = Median(() => Rate(Generation.Generate<float>(whole.Predict, start, context, new Sampling(), 1)));
            var theirs = Median(() => Rate(file.Generate(start, key: 1)));
            Console.WriteLine(
                Invariant($"{context} | {kept:N0} | {1e6 / kept:N0} | {read:N0} | {kept / read:N1} | {theirs:N0}")
            );
        }

        return 0;
    }

    // Without the first token, which reads the context.
    private static double Rate(IEnumerable<int> tokens)
    {
        using var each = tokens.GetEnumerator();
        each.MoveNext();
        each.MoveNext();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Timed; i++)
        {
            each.MoveNext();
        }

        return Timed / clock.Elapsed.TotalSeconds;
    }

    private static double Median(Func<double> measure)
    {
        measure();
        return Enumerable.Range(0, Repeats).Select(_ => measure()).Order().ElementAt(Repeats / 2);
    }
}
