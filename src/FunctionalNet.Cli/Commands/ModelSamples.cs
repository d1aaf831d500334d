using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The samples that commands run a model on, from <c>--data</c> and <c>--target</c>, in the shape that the model takes.</summary>
/// <param name="Inputs">[n, ...].</param>
/// <param name="Targets">[n], or [n, k] for several columns; null where there are none.</param>
internal sealed record ModelSamples(Tensor<float> Inputs, Tensor<float>? Targets)
{
    /// <summary>Reads the samples for a model in a file; null without data.</summary>
    public static Either<Error, Chosen> Of(string model, FileSystemInfo? data, string? target) =>
        data is null
            ? new Chosen(null, null)
            : OnnxPredictor
                .Load(model)
                .Bind(predictor =>
                {
                    using (predictor)
                    {
                        return Of(predictor.Inputs, data, target);
                    }
                })
                .Map(read => new Chosen(read.Inputs, read.Targets));

    /// <summary>Reads the samples for a model with these inputs.</summary>
    public static Either<Error, ModelSamples> Of(
        IReadOnlyList<OnnxValue> inputs,
        FileSystemInfo data,
        string? target
    ) =>
        inputs is [{ Type.Shape: { Rank: > 0 } shape }] && shape[1..].IsKnown
            ? Read(data, target).Bind(read => Fit(read, shape[1..], $"{data}"))
            : Error.New($"samples are for a model of one input [batch, ...], not of {string.Join(", ", inputs)}");

    private static Either<Error, ModelSamples> Read(FileSystemInfo data, string? target) =>
        !data.Exists ? Error.New($"there is no file {data}") : Csv($"{data}", target);

    private static Either<Error, ModelSamples> Csv(string path, string? target) =>
        CsvTable
            .Load(path)
            .Bind(table =>
                (target?.Split(',') ?? []).Fold(
                    Prelude.Right<Error, (CsvTable Others, float[][] Targets)>((table, [])),
                    (read, column) =>
                        read.Bind(done =>
                            done.Others.Split(column)
                                .Map(split => (split.Others, (float[][])[.. done.Targets, split.Target!]))
                        )
                )
            )
            .Map(read => new ModelSamples(
                read.Others.ToTensor(new(read.Others.Columns)),
                read.Targets switch
                {
                    [] => null,
                    [var only] => Tensor.Vector(only),
                    var columns => Tensor.Of(
                        new(columns[0].Length, columns.Length),
                        [
                            .. Enumerable
                                .Range(0, columns[0].Length)
                                .SelectMany(row => columns.Select(column => column[row])),
                        ]
                    ),
                }
            ));

    // Numbers of one sample as the model takes them, whatever axes they came with.
    private static Either<Error, ModelSamples> Fit(ModelSamples read, Shape sample, string path)
    {
        var (count, width) = (read.Inputs.Shape[0].Size, read.Inputs.Shape[1..].Size);
        return width == sample.Size
            ? read with
            {
                Inputs = new Tensor<float>(new Shape(count).Append(sample), read.Inputs.Span),
            }
            : Error.New(
                $"{path} has {width} numbers a sample, the model takes {sample.Size} ({sample})"
                    + (
                        width > sample.Size && read.Targets is null
                            ? "; if some columns are right answers, name them with --target"
                            : string.Empty
                    )
            );
    }

    /// <summary>ModelSamples, or none: then a command draws its own.</summary>
    internal sealed record Chosen(Tensor<float>? Inputs, Tensor<float>? Targets);
}
