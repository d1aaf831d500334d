using System.Collections.Immutable;
using FunctionalNet.Cli.Commands;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>
/// The samples of <c>fnet predict</c>: the rows of a table, the rows of an array, images, lines of text, or any of these from standard
/// input.
/// </summary>
/// <param name="Inputs">[n, ...], in the input shape of the model.</param>
/// <param name="Answers">The targets, if known.</param>
/// <param name="Names">The names of images; none for rows.</param>
internal sealed record PredictedSamples(
    Tensor<float> Inputs,
    Option<Tensor<float>> Answers,
    ImmutableArray<string> Names
)
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private const string Piping = "standard input";

    // The limit on standard input.
    private const long MaxPiped = 1L << 30;

    private static readonly string[] Images = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>The name of the samples in messages.</summary>
    public static string Shown(string path) => path == StandardInput ? Piping : path;

    /// <summary>
    /// Reads them: a folder contains images; the kind of a file follows from its extension or its first bytes, else it is a table; or
    /// lines of text for a model of texts, if its first line does not name the column.
    /// </summary>
    /// <param name="path">A file, a folder, or <see cref="StandardInput"/>.</param>
    /// <param name="table">The format of a table.</param>
    /// <param name="model">The model.</param>
    /// <param name="sizes">The sizes of its free axes behind the first.</param>
    public static Either<Error, PredictedSamples> Load(
        string path,
        NumberTable table,
        OnnxPredictor model,
        PlannedModel sizes
    ) =>
        path == StandardInput ? Piped(table, model, sizes)
        : Unread(path, table) is { } unread ? unread
        : Directory.Exists(path) ? OfImages(ImagesOf(path), path, model, sizes)
        : !File.Exists(path) ? Error.New($"there is no file {path}")
        : IsOf(path, ".npy")
            ? NumberArray
                .Load(path, takesMissing: !table.Wanted.IsEmpty)
                .Bind(array => Fit(array, [], model, sizes, path))
        : Images.Any(ending => IsOf(path, ending)) ? OfImages([path], path, model, sizes)
        : table.IsText(path) ? table.Texts!.Lines(path).Bind(tokens => Fit(tokens, [], model, sizes, path))
        : table
            .Load(path)
            .Bind(read =>
                Fit(read.Others, [], model, sizes, path).Map(samples => samples with { Answers = read.Answers })
            );

    private static Error? Unread(string path, NumberTable table) =>
        Directory.Exists(path) ? table.Unread(path, "a folder of images")
        : IsOf(path, ".npy") ? table.Unread(path, "an array")
        : Images.Any(ending => IsOf(path, ending)) ? table.Unread(path, "an image")
        : null;

    private static bool IsOf(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static string[] ImagesOf(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(file => Images.Any(ending => IsOf(file, ending)))
                .Order(StringComparer.Ordinal),
        ];

    private static Either<Error, PredictedSamples> OfImages(
        string[] files,
        string path,
        OnnxPredictor model,
        PlannedModel sizes
    ) =>
        files.Length == 0
            ? Error.New($"{path} is a folder without images ({string.Join(", ", Images)})")
            : from form in PixelForm.Of(model)
            from images in files.Aggregate(
                Prelude.Right<Error, ImmutableList<Tensor<float>>>([]),
                (before, file) =>
                    from read in before
                    from image in SkiaImages.Load(file).MapLeft(error => Named(file, error))
                    select read.Add(form.Fit(image))
            )
            let all = new Tensor<float>(
                new(images.Count, images[0].Length),
                [.. images.SelectMany(image => image.Span.ToArray())]
            )
            from samples in Fit(all, [.. files.Select(file => Path.GetFileName(file))], model, sizes, path)
            select samples;

    private static Error Named(string file, Error error) =>
        error.Message.Contains(file, StringComparison.Ordinal) ? error : Error.New($"{file}: {error.Message}");

    // Through a file, as all readers expect, with the extension that its first bytes indicate.
    private static Either<Error, PredictedSamples> Piped(NumberTable table, OnnxPredictor model, PlannedModel sizes)
    {
        using var input = Console.OpenStandardInput();
        var folder = Directory.CreateTempSubdirectory("fnet");
        try
        {
            return Read(input)
                .Bind(bytes =>
                {
                    var file = Path.Combine(
                        folder.FullName,
                        ImageBytes.Format(bytes) is not null ? $"{Piping}.png"
                            : bytes.AsSpan().StartsWith("\u0093NUMPY"u8[1..]) ? $"{Piping}.npy"
                            : Piping
                    );
                    File.WriteAllBytes(file, bytes);
                    return Load(file, table with { Called = Piping }, model, sizes)
                        .BiMap(
                            samples => samples with { Names = [.. samples.Names.Select(_ => Piping)] },
                            error =>
                                Error.New(error.Code, error.Message.Replace(file, Piping, StringComparison.Ordinal))
                        );
                });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Either<Error, byte[]> Read(Stream input)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (input.Read(chunk) is > 0 and var count)
        {
            bytes.Write(chunk, 0, count);
            if (bytes.Length > MaxPiped)
            {
                return Error.New($"{Piping} is longer than {MaxPiped:N0} bytes");
            }
        }

        return bytes.Length == 0 ? Error.New($"{Piping} is empty") : bytes.ToArray();
    }

    private static Either<Error, PredictedSamples> Fit(
        Tensor<float> rows,
        ImmutableArray<string> names,
        OnnxPredictor model,
        PlannedModel sizes,
        string path
    )
    {
        if (
            model.Inputs
                is not [{ Type: { Element: ElementType.Float or ElementType.Int64, Shape: { Rank: > 0 } shape } } input]
            || sizes.Samples(shape)[1..] is not { IsKnown: true } sample
        )
        {
            return Error.New(
                $"the model takes {string.Join(", ", model.Inputs)}; predicting from a table needs one input [batch, ...] of numbers{(model.Inputs is [{ Type.Shape: var only }] ? PlannedModel.Missing(sizes.Samples(only)) : string.Empty)}"
            );
        }

        if (input.Type.Element == ElementType.Int64 && !rows.Span.ToArray().All(float.IsInteger))
        {
            return Error.New($"{path} has numbers that are not whole, and the model takes whole ones: {input}");
        }

        if (input.Type.Element == ElementType.Int64 && WholeNumbers.Lost(rows, path) is { } lost)
        {
            return lost;
        }

        if (rows.Shape.Rank == 0)
        {
            return Error.New($"{path} is one number, and no samples");
        }

        var count = rows.Shape[0].Size;
        if (shape[0].IsKnown && shape[0] != count)
        {
            return Error.New(
                $"{path} has {count} rows, the model takes batches of exactly {shape[0]}; export it with a free batch axis"
            );
        }

        var width = rows.Shape[1..].Size;
        return width == sample.Size
            ? new PredictedSamples(rows.Reshape(new Shape(count).Append(sample)), Option<Tensor<float>>.None, names)
            : Error.New(
                $"{path} has {width} columns, the model takes {sample.Size} numbers a row ({sample})"
                    + (
                        width == sample.Size + 1
                            ? "; if one column is the right answer, name it with --target"
                            : string.Empty
                    )
            );
    }
}
