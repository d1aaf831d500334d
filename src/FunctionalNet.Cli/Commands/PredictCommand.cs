using System.CommandLine;
using FunctionalNet.Cli.Data;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet predict</c>: an ONNX file on the rows of a CSV file.</summary>
internal static class PredictCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<FileInfo> Input = new("--input", "-i")
    {
        Description = "A CSV file, one sample a row; a header is optional.",
        Required = true,
    };

    private static readonly Option<string?> Target = new("--target", "-t")
    {
        Description = "The column of the right answers, by name or place from 0; it is left out and compared with.",
    };

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    private static readonly Option<FileInfo?> Output = new("--output", "-o")
    {
        Description = "Where to write the predictions as CSV; standard output if absent.",
    };

    private static readonly Option<bool> Cuda = new("--cuda") { Description = "Run on an NVIDIA GPU." };

    public static Command Create()
    {
        var command = new Command("predict", "Run an ONNX model in ONNX Runtime on the rows of a CSV file.")
        {
            Model,
            Input,
            Target,
            DecimalComma,
            Output,
            Cuda,
        };
        command.SetAction(arguments =>
            Answer.Of(
                from model in Files.Existing(arguments.GetValue(Model)!)
                from input in Files.Existing(arguments.GetValue(Input)!)
                from output in arguments.GetValue(Output) is { } file ? Files.Writable(file) : string.Empty
                from opened in OnnxPredictor.Load(model, arguments.GetValue(Cuda) ? Device.Cuda : Device.Cpu)
                from done in Run(
                    opened,
                    model,
                    input,
                    arguments.GetValue(Target),
                    arguments.GetValue(DecimalComma),
                    output
                )
                select done
            )
        );
        return command;
    }

    private static ExitCode Run(
        OnnxPredictor predictor,
        string model,
        string input,
        string? target,
        bool decimalComma,
        string output
    )
    {
        using var opened = predictor;
        try
        {
            return from table in NumberTable.Load(input, target is null ? [] : [target], opened.Labels, decimalComma)
                from samples in Samples(table.Others, opened.Inputs, input)
                from predictions in PredictionTable.Of(
                    opened,
                    samples,
                    table.Answers.MatchUnsafe(one => one.Span.ToArray(), () => null!)
                )
                from written in predictions.Write(output)
                select 0;
        }
        catch (OnnxRuntimeException e)
        {
            return Error.New($"{model}: ONNX Runtime cannot run it on {input}: {e.Message}");
        }
    }

    private static LanguageExt.Either<Error, Tensor<float>> Samples(
        Tensor<float> table,
        IReadOnlyList<OnnxValue> inputs,
        string input
    )
    {
        if (inputs is not [{ Type: { Element: ElementType.Float, Shape: { Rank: > 0 } shape } }] || !shape[1..].IsKnown)
        {
            return Error.New(
                $"the model takes {string.Join(", ", inputs)}; predicting from a table needs one input [batch, ...] of numbers"
            );
        }

        var (rows, columns) = (table.Shape[0].Size, table.Shape[1].Size);
        if (shape[0].IsKnown && shape[0] != rows)
        {
            return Error.New(
                $"{input} has {rows} rows, the model takes batches of exactly {shape[0]}; export it with a free batch axis"
            );
        }

        var sample = shape[1..];
        return columns == sample.Size
            ? table.Reshape(new Shape(rows).Append(sample))
            : Error.New(
                $"{input} has {columns} columns, the model takes {sample.Size} numbers a row ({sample})"
                    + (
                        columns == sample.Size + 1
                            ? "; if one column is the right answer, name it with --target"
                            : string.Empty
                    )
            );
    }
}
