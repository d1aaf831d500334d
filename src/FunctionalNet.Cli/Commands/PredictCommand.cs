using System.CommandLine;
using System.Globalization;
using FunctionalNet.Cli.Data;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet predict</c>: an ONNX file on the rows of a CSV file.</summary>
internal static class PredictCommand
{
    private static readonly Argument<FileInfo> Model = new("MODEL") { Description = "An ONNX file." };

    private static readonly Option<FileInfo> Input = new("--input", "-i")
    {
        Description = "A CSV file, one sample a row; a header is optional.",
        Required = true,
    };

    private static readonly Option<string?> Target = new("--target", "-t")
    {
        Description = "The column of the right answers, by name or place from 0; it is left out and compared with.",
    };

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
            Output,
            Cuda,
        };
        command.SetAction(arguments =>
            Answer.Of(
                Run(
                    arguments.GetValue(Model)!.FullName,
                    arguments.GetValue(Input)!.FullName,
                    arguments.GetValue(Target),
                    arguments.GetValue(Output)?.FullName,
                    arguments.GetValue(Cuda) ? Device.Cuda : Device.Cpu
                )
            )
        );
        return command;
    }

    private static LanguageExt.Either<Error, int> Run(
        string model,
        string input,
        string? target,
        string? output,
        Device device
    ) =>
        OnnxPredictor
            .Load(model, device)
            .Bind(predictor =>
            {
                using var opened = predictor;
                return from sample in Sample(opened)
                    from table in CsvTable.Load(input)
                    from split in Split(table, target)
                    from rows in Fit(split.Others, sample, input)
                    from written in PredictionTable.Of(opened, rows, split.Target).Write(output)
                    select 0;
            });

    private static LanguageExt.Either<Error, Shape> Sample(OnnxPredictor model) =>
        model.Inputs is [{ Type: { Element: ElementType.Float, Shape: { Rank: > 0 } shape } }] && shape[1..].IsKnown
            ? shape[1..]
            : Error.New(
                $"the model takes {string.Join(", ", model.Inputs)}; predicting from a table needs one input [batch, ...] of numbers"
            );

    private static LanguageExt.Either<Error, (CsvTable Others, float[]? Target)> Split(CsvTable table, string? target)
    {
        if (target is null)
        {
            return (table, null);
        }

        var named = table.Header.IndexOf(target);
        var place =
            named >= 0 ? named
            : int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : -1;
        if (place < 0 || place >= table.Columns)
        {
            return Error.New(
                table.Header.IsEmpty
                    ? $"no column {target}; the columns are numbered from 0 to {table.Columns - 1}"
                    : $"no column {target} among {string.Join(", ", table.Header)}"
            );
        }

        var (column, rest) = table.Split(place);
        return (rest, column);
    }

    private static LanguageExt.Either<Error, Tensor<float>> Fit(CsvTable table, Shape sample, string input) =>
        table.Columns == sample.Size
            ? table.ToTensor(sample)
            : Error.New(
                $"{input} has {table.Columns} columns, the model takes {sample.Size} numbers a row ({sample})"
                    + (
                        table.Columns == sample.Size + 1
                            ? "; if one column is the right answer, name it with --target"
                            : string.Empty
                    )
            );
}
