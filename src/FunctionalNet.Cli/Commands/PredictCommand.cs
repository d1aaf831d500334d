using System.CommandLine;
using FunctionalNet.Cli.Data;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet predict</c>: runs an ONNX file on the rows of a table or an array, on images, or on texts.</summary>
internal static class PredictCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<string> Input = new("--input", "-i")
    {
        Description =
            "A CSV file, one sample per row, whose header, if any, is matched with the columns that the model was trained on; a file FILE.npy; an image or a folder of images, with black as the lowest number and white as the highest; a text for a model of texts, one per line; or - for any of these from standard input.",
        Required = true,
    };

    private static readonly Option<string?> Target = new("--target", "-t")
    {
        Description = "The column of the targets, by name or index from 0; it is compared with the predictions.",
    };

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    private static readonly Option<FileSystemInfo?> Vocabulary = new("--vocabulary")
    {
        Description =
            "The published vocabulary of a model of texts: tokenizer.json, vocab.txt or their folder, as in its recipe.",
    };

    private static readonly Option<FileInfo?> Output = new("--output", "-o")
    {
        Description = "Where to write the predictions as CSV; standard output if absent.",
    };

    private static readonly Option<bool> Cuda = Devices.Cuda();

    public static Command Create()
    {
        var command = new Command(
            "predict",
            "Run an ONNX model in ONNX Runtime on the rows of a table or an array, on images, or on texts."
        )
        {
            Model,
            Input,
            Target,
            DecimalComma,
            Vocabulary,
            Output,
            Cuda,
        };
        PlannedModel.AddSampleSizesTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from model in Files.Existing(arguments.GetValue(Model)!)
                from output in Files.New(arguments.GetValue(Output))
                from asked in PlannedModel.OfSamples(arguments)
                from sizes in asked.For(model)
                from opened in Devices.Open(arguments.GetValue(Cuda), device => OnnxPredictor.Load(model, device))
                from done in Run(
                    opened,
                    model,
                    sizes,
                    arguments.GetValue(Input)!,
                    arguments.GetValue(Target),
                    arguments.GetValue(DecimalComma),
                    arguments.GetValue(Vocabulary) is { } words ? $"{words}" : null,
                    output
                )
                select done
            )
        );
        return command;
    }

    private static ResultOrError Run(
        OnnxPredictor predictor,
        string model,
        PlannedModel sizes,
        string input,
        string? target,
        bool decimalComma,
        string? vocabulary,
        string output
    )
    {
        using var opened = predictor;
        try
        {
            var areArrays = input.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
            return from texts in areArrays
                    ? LanguageExt.Option<TextInput>.None
                    : TextInput.Of(opened.Metadata, vocabulary)
                from columns in InputColumns.Of(opened.Metadata, areArrays, vocabulary)
                from samples in PredictedSamples.Load(
                    input,
                    new()
                    {
                        Wanted = columns,
                        Texts = texts.MatchUnsafe(one => one, () => null!),
                        Answers = target is null ? [] : [target],
                        Labels = opened.Labels,
                        DecimalComma = decimalComma,
                    },
                    opened,
                    sizes
                )
                from predictions in PredictionTable.Of(opened, samples)
                from written in predictions.Write(output)
                select Result.Of(predictions.Found(output));
        }
        catch (OnnxRuntimeException e)
        {
            return Error.New($"{model}: ONNX Runtime cannot run it on {PredictedSamples.Shown(input)}: {e.Message}");
        }
    }
}
