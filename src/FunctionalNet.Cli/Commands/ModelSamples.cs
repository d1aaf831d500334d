using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The samples on which commands run a model, from <c>--data</c> and <c>--target</c>, in the input shape of the model.</summary>
/// <param name="Inputs">[n, ...].</param>
/// <param name="Targets">[n], or [n, k] for several columns; null if there are none.</param>
internal sealed record ModelSamples(Tensor<float> Inputs, Tensor<float>? Targets)
{
    /// <summary>Gets a target as its file has it, by its index, with digits that a float32 lacks; null if it is not known.</summary>
    public Func<int, string?> Written { get; private init; } = _ => null;

    /// <summary>Reads the samples for a model in a file; null without data.</summary>
    public static Either<Error, Chosen> Of(
        string model,
        FileSystemInfo? data,
        string? target,
        bool decimalComma,
        PlannedModel plan
    ) =>
        data is null
            ? Unused(target, decimalComma) is { } unused
                ? unused
                : new Chosen(null, null)
            : OnnxPredictor
                .Load(model)
                .Bind(predictor =>
                {
                    using (predictor)
                    {
                        return InputColumns
                            .Of(predictor.Metadata, AreArrays(data))
                            .Bind(columns =>
                                Of(
                                    predictor.Inputs,
                                    new()
                                    {
                                        Wanted = columns,
                                        Labels = predictor.Labels,
                                        DecimalComma = decimalComma,
                                    },
                                    data,
                                    target,
                                    plan
                                )
                            );
                    }
                })
                .Map(read => new Chosen(read.Inputs, read.Targets));

    /// <summary>The error of an option that says how data are read, without data; null if none is given.</summary>
    public static Error? Unused(string? target, bool decimalComma) =>
        target is not null ? Error.New("--target names the right answers among --data: name the data")
        : decimalComma ? Error.New("--decimal-comma says how the numbers of --data are written: name the data")
        : null;

    /// <summary>Reads the samples for a model with these inputs.</summary>
    public static Either<Error, ModelSamples> Of(
        IReadOnlyList<OnnxValue> inputs,
        NumberTable table,
        FileSystemInfo data,
        string? target,
        PlannedModel plan
    ) =>
        inputs is [{ Type.Shape: { Rank: > 0 } shape }]
            ? plan.Samples(shape)[1..] is { IsKnown: true } sample
                ? Read(data, target, table)
                    .Bind(read =>
                        inputs[0].Type.Element == ElementType.Int64
                        && WholeNumbers.Lost(read.Inputs, $"{data}") is { } lost
                            ? lost
                            : Fit(read, sample, $"{data}")
                    )
                : Error.New(
                    $"samples are for a model of [batch, ...], and this one takes {inputs[0]}{PlannedModel.Missing(plan.Samples(shape))}"
                )
            : Error.New($"samples are for a model of one input [batch, ...], not of {string.Join(", ", inputs)}");

    private static Either<Error, ModelSamples> Read(FileSystemInfo data, string? target, NumberTable table) =>
        !data.Exists ? Error.New($"there is no file {data}")
        : AreArrays(data) && table.Unread($"{data}", "no table but arrays") is { } unread ? unread
        : data is DirectoryInfo
            ? Arrays(In(data, "inputs"), target is null ? In(data, "targets") : In(data, target), table)
        : IsArray($"{data}") ? Arrays($"{data}", target, table)
        : (table with { Answers = [.. target?.Split(',') ?? []] })
            .Load($"{data}")
            .Map(read => new ModelSamples(read.Others, OrNull(read.Answers))
            {
                Written = index => (table with { Answers = [.. target?.Split(',') ?? []] }).Text($"{data}", index),
            });

    // inputs.npy and targets.npy of a folder; a target may be named with or without .npy.
    private static string In(FileSystemInfo folder, string name) =>
        Path.Combine($"{folder}", IsArray(name) ? name : $"{name}.npy");

    /// <summary>Whether samples are arrays: a file FILE.npy, or a folder of them.</summary>
    public static bool AreArrays(FileSystemInfo data) => data is DirectoryInfo || IsArray($"{data}");

    private static bool IsArray(string path) =>
        string.Equals(Path.GetExtension(path), ".npy", StringComparison.OrdinalIgnoreCase);

    private static Either<Error, ModelSamples> Arrays(string inputs, string? targets, NumberTable table) =>
        from x in NumberArray.Load(inputs, takesMissing: !table.Wanted.IsEmpty)
        from y in targets is null ? Option<Tensor<float>>.None : NumberArray.Load(targets).Map(Prelude.Some)
        from both in x.Shape.Rank > 0 && y.ForAll(one => one.Shape.Rank > 0 && one.Shape[0] == x.Shape[0])
            ? Prelude.Right<Error, ModelSamples>(
                new ModelSamples(x, OrNull(y))
                {
                    Written = index => targets is null ? null : Npy.Digits(targets, index),
                }
            )
            : Error.New(
                $"{inputs} of {x.Shape}{string.Concat(y.Map(one => $" and {targets} of {one.Shape}"))} have not one row each for each sample"
            )
        select both;

    private static Tensor<float>? OrNull(Option<Tensor<float>> targets) => targets.MatchUnsafe(one => one, () => null!);

    // The elements of one sample are reshaped to the model's input.
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

    /// <summary>ModelSamples, or none: then a command generates random ones.</summary>
    internal sealed record Chosen(Tensor<float>? Inputs, Tensor<float>? Targets);
}
