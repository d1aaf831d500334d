using System.CommandLine;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <content>Models of samples: the first axis of an input counts them and stays free, the others have sizes.</content>
internal sealed partial record PlannedModel
{
    /// <summary>Adds the sizes to a command that runs a model on samples alone.</summary>
    public static void AddSampleSizesTo(Command command) => command.Add(SizeOption);

    /// <summary>The sizes of a parsed command that runs a model on samples.</summary>
    public static LanguageExt.Either<Error, PlannedModel> OfSamples(ParseResult arguments) => Of(arguments, batch: 1);

    /// <summary>What is missing where a model of samples has other free axes; empty if it has none.</summary>
    /// <param name="declared">The shape of its input.</param>
    public static string Missing(Shape declared) =>
        declared.Rank > 0 && declared[1..].FirstOrDefault(dim => !dim.IsKnown) is { Name: { } name }
            ? $"; the axis {name} is free: --size {name}=16 gives it a size"
            : string.Empty;

    /// <summary>The shape of an input whose first axis counts the samples, with the sizes of the others.</summary>
    /// <param name="declared">The shape that the file declares.</param>
    public Shape Samples(Shape declared) =>
        new([
            .. declared.Select(
                (dim, axis) =>
                    axis > 0 && dim.Name is { } name && Sizes.TryGetValue(name, out var size) ? (Dim)size : dim
            ),
        ]);

    /// <summary>Reads a model of samples, whose number stays free, for these sizes of other axes.</summary>
    public LanguageExt.Either<Error, OnnxModel> LoadSamples(string path, ImportOptions options) =>
        from sized in ImportSamples(path, options)
        from file in OnnxModel
            .Load(path, sized)
            .MapLeft(error => Error.New(error.Code, $"{error.Message}{Missing(path)}"))
        select file;

    /// <summary>A file as a model of samples.</summary>
    public static LanguageExt.Either<Error, Model<float>> ModelOf(OnnxModel file) =>
        from layer in file.ToLayer()
        from model in file.ToModel<float>()
            .MapLeft(error => Error.New(error.Code, $"{error.Message}{Missing(file.Graph.Inputs[0].Shape)}"))
        select model;

    /// <summary>These sizes, if a file has axes of their names, none of which counts the samples.</summary>
    public LanguageExt.Either<Error, PlannedModel> For(string path) =>
        Sizes.IsEmpty
            ? this
            : from summary in OnnxSummary.Load(path)
            from known in KnownOfSamples(path, summary)
            select this;

    private LanguageExt.Either<Error, ImportOptions> ImportSamples(string path, ImportOptions options) =>
        Sizes.IsEmpty
            ? options
            : from summary in OnnxSummary.Load(path, options)
            from known in KnownOfSamples(path, summary)
            select options with
            {
                Shapes = summary
                    .InputShapes.Where(input => input.Shape is not null)
                    .ToDictionary(input => input.Name, input => Samples(input.Shape!), StringComparer.Ordinal),
            };

    private string Missing(string path) =>
        OnnxSummary
            .Load(path)
            .Match(
                Right: summary =>
                    string.Concat(
                        summary
                            .InputShapes.Select(input =>
                                input.Shape is { } shape ? Missing(Samples(shape)) : string.Empty
                            )
                            .Where(text => text.Length > 0)
                            .Take(1)
                    ),
                Left: _ => string.Empty
            );

    private LanguageExt.Either<Error, LanguageExt.Unit> KnownOfSamples(string path, OnnxSummary summary) =>
        from known in Known(path, summary)
        from free in summary
            .InputShapes.Select(input => input.Shape is { Rank: > 0 } shape ? shape[0].Name : null)
            .OfType<string>()
            .FirstOrDefault(Sizes.ContainsKey)
            is { } first
            ? Error.New($"--size {first}: this axis counts the samples, and has no other size")
            : LanguageExt.Prelude.Right<Error, LanguageExt.Unit>(known)
        select free;
}
