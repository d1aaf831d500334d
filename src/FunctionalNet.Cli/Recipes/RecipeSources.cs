using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>What reads the samples of a recipe, by the keys that its data have: one case for each kind of source.</summary>
internal static class RecipeSources
{
    /// <summary>Reads the samples and splits them, unnormalized and in the shape of the source.</summary>
    public static Either<Error, Samples> Read(RecipeData data) =>
        data switch
        {
            { Known: { } name } => NamedData.Read(name, data),
            { Csv: { } file, Target: { } target, Text: { } column } => TextColumn
                .Load(file, column, target, data)
                .Bind(read =>
                    Split.Of(read.Data, read.Labels, data).Map(samples => samples with { Texts = read.Input })
                ),
            { Csv: { } file, Target: { } target } => Csv.Infer(
                    file,
                    target,
                    data.IsLabel,
                    new() { DecimalComma = data.DecimalComma }
                )
                .Bind(schema => Csv.Load(file, schema).Bind(read => Split.Of(read, schema, data))),
            { Inputs: { } inputs, Labels: { } labels } => from read in Idx.Load(inputs, labels)
            from names in ClassNames.Of(read, labels)
            from areBytes in Idx.HoldsBytes(inputs)
            from samples in Split.Of(read, names, data, areBytes ? Pixels.Of(read.InputShape) : null)
            select samples,
            { Images: { } folder } => ImageFolder
                .Open(
                    folder,
                    new()
                    {
                        Channels = data.Channels,
                        Size = data.Size is { } size ? (size[0], size[1]) : null,
                        Decode = SkiaImages.Read,
                    }
                )
                .Bind(images =>
                    images.Load().Bind(read => Split.Of(read, images.Classes, data, Pixels.Of(read.InputShape)))
                ),
            { Text: { } file } => RecipeText.Load(file, data),
            _ => Error.New("a recipe's data are known, or csv and target, or inputs and labels, or images, or a text"),
        };
}
