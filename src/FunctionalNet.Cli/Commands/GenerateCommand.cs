using System.CommandLine;
using FunctionalNet.Cli.Data;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using static LanguageExt.Prelude;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet generate</c>: the continuation of a prompt by a language model, token by token.</summary>
internal static class GenerateCommand
{
    private static readonly Argument<FileInfo> Model = new("MODEL")
    {
        Description =
            "An ONNX file of a causal model: with a key-value cache (past and present), or for whole sequences.",
    };

    private static readonly Option<string> Prompt = new("--prompt", "-p")
    {
        Description = "The prompt.",
        Required = true,
    };

    private static readonly Option<int> Tokens = WholeNumber.Option("--tokens", "How many tokens to write.", 240);

    private static readonly Option<double> Temperature = Number.Option(
        "--temperature",
        "The temperature: 0 takes the most likely token, 1 samples from the model's distribution.",
        0.7
    );

    private static readonly Option<int?> TopK = WholeNumber.Optional(
        "--top-k",
        "Sample from this many of the most likely tokens; all by default."
    );

    private static readonly Option<double> TopP = Number.Option(
        "--top-p",
        "Sample from the most likely tokens with this total probability (nucleus sampling).",
        1,
        max: 1
    );

    private static readonly Option<double> Penalty = Number.Option(
        "--repetition-penalty",
        "The repetition penalty: the divisor of the logits of tokens that already occurred; above 1 against repetition.",
        1
    );

    private static readonly Option<string[]> Stop = new("--stop")
    {
        Description = "A stop sequence. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<int> Seed = WholeNumber.Option(
        "--seed",
        "The seed of the random numbers.",
        1,
        min: int.MinValue
    );

    private static readonly Option<bool> Cuda = Devices.Cuda();

    public static Command Create()
    {
        var command = new Command("generate", "Write on behind a text with a model, token by token. Ctrl-C stops.")
        {
            Model,
            Prompt,
            Tokens,
            Temperature,
            TopK,
            TopP,
            Penalty,
            Stop,
            Seed,
            Cuda,
        };
        command.SetAction(
            (arguments, stop) =>
                Task.Run(
                    () =>
                        ExitCode.Of(
                            from path in Files.Existing(arguments.GetValue(Model)!)
                            from model in Devices.Open(
                                arguments.GetValue(Cuda),
                                device => TextModel.Load(path, device, arguments.GetValue(Penalty) != 1)
                            )
                            from code in Run(model, path, arguments, stop)
                            select code
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static ResultOrError Run(TextModel model, string path, ParseResult arguments, CancellationToken stop)
    {
        using var opened = model;
        return from sampling in Sampled(arguments, model)
            from start in Encoded(model.Tokenizer, "--prompt", arguments.GetValue(Prompt)!)
            from code in Written(model, path, start, sampling, arguments, stop)
            select code;
    }

    private static LanguageExt.Either<Error, Sampling> Sampled(ParseResult arguments, TextModel model) =>
        arguments.GetValue(TopP) <= 0 ? Error.New("--top-p takes a number above 0, up to 1")
        : arguments.GetValue(Penalty) <= 0 ? Error.New("--repetition-penalty takes a number above 0")
        : (arguments.GetValue(Stop) ?? [])
            .Aggregate(
                Right<Error, LanguageExt.Seq<IReadOnlyList<int>>>(LanguageExt.Seq<IReadOnlyList<int>>.Empty),
                (known, text) =>
                    from before in known
                    from tokens in Encoded(model.Tokenizer, "--stop", text)
                    select before.Add(tokens)
            )
            .Map(stops => new Sampling
            {
                Temperature = arguments.GetValue(Temperature),
                TopK = arguments.GetValue(TopK),
                TopP = arguments.GetValue(TopP),
                RepetitionPenalty = arguments.GetValue(Penalty),
                Stop = [.. stops],
            });

    private static LanguageExt.Either<Error, int[]> Encoded(ITokenizer tokenizer, string option, string text)
    {
        try
        {
            return tokenizer.EncodePrompt(text) is { Length: > 0 } tokens
                ? tokens
                : Error.New($"{option} takes a text of one token at least");
        }
        catch (ArgumentException e)
        {
            return Error.New($"{option} \"{text}\": {e.Message}");
        }
    }

    private static ResultOrError Written(
        TextModel model,
        string path,
        int[] start,
        Sampling sampling,
        ParseResult arguments,
        CancellationToken stop
    )
    {
        var prompt = arguments.GetValue(Prompt)!;
        Console.Write(prompt);
        var (text, written) = (new DecodedText(model.Tokenizer), new System.Text.StringBuilder());
        try
        {
            foreach (
                var token in model.Generate(start, sampling, arguments.GetValue(Seed)).Take(arguments.GetValue(Tokens))
            )
            {
                if (stop.IsCancellationRequested)
                {
                    break;
                }

                Say(text.Add(token));
                Console.Out.Flush();
            }
        }
        catch (OnnxRuntimeException e)
        {
            Console.WriteLine();
            return Error.New($"{path}: ONNX Runtime cannot run it: {e.Message}");
        }
        catch (Exception e) when (e is NotFiniteNumberException or LabelException)
        {
            Console.WriteLine();
            return Error.New($"{path}: {e.Message}");
        }

        Say(text.Rest());
        Console.WriteLine();
        return Result.Until(stop.IsCancellationRequested, new { prompt, text = $"{written}" });

        void Say(string part)
        {
            written.Append(part);
            Console.Write(part);
        }
    }
}
