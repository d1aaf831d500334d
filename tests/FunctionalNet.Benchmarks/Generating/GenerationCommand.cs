using System.CommandLine;
using System.Diagnostics;
using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Generating;

/// <summary><c>generation</c>: tokens per second after contexts of several lengths, with and without a cache.</summary>
internal static class GenerationCommand
{
    /// <summary>The number of tokens that are timed after each context.</summary>
    public const int Timed = 32;

    /// <summary>The number of times that they are timed.</summary>
    public const int Repeats = 5;

    private const int Vocabulary = 85;
    private const int Longest = 2048;
    private const int Width = 64;
    private const int Heads = 4;

    private static readonly int[] Contexts = [64, 256, 1024];

    /// <summary>Gets the sizes of the model.</summary>
    public static string Description { get; } =
        FormattableString.Invariant(
            $"two blocks of {Heads} heads, {Width} wide, over {Vocabulary} characters and at most {Longest:N0} of them"
        );

    public static Command Create()
    {
        var command = new Command(
            "generation",
            "Measure tokens a second of the model characters, made longer, and write results/generation.md."
        );
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // The layers of the recipe "characters".
        Layer layer =
            Embedding(Vocabulary, Width)
            >> TransformerBlock(Heads, causal: true, rotary: true)
            >> TransformerBlock(Heads, causal: true, rotary: true)
            >> LayerNorm()
            >> Dense(Vocabulary);
        var model = Training.Of<float>(layer, SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, new(Longest)).Model;
        var decoder = Decoder<float>.Of(model);
        using var file = OnnxDecoder.Load(decoder.ToOnnx()).OrThrow();
        Console.WriteLine(GenerationReport.Heads);
        var rows = new List<GenerationRow>();
        foreach (var context in Contexts)
        {
            int[] start = [.. Enumerable.Range(0, context).Select(i => i * i % Vocabulary)];
            var whole = new Model<float>(layer, new(context), model.Values);
            var row = new GenerationRow(
                context,
                Median(() => Rate(decoder.Generate(start, key: 1))),
                Median(() => Rate(Generation.Generate<float>(whole.Predict, start, context, new Sampling(), 1))),
                Median(() => Rate(file.Generate(start, key: 1)))
            );
            rows.Add(row);
            Console.WriteLine(GenerationReport.Line(row));
        }

        if (ResultsFile.Write(GenerationReport.File, commit => GenerationReport.Text(rows, commit)) is { } written)
        {
            Console.WriteLine($"Written to {written}");
        }

        return 0;
    }

    // The first token is not timed, because it reads the whole context.
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
