using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The source of a recipe's samples: a named data set, a CSV file, IDX files, folders of images, or a text.</summary>
internal sealed record RecipeData
{
    private const long MaxPixels = 1 << 26;
    private const string PerElement = "element";
    private const string OfAll = "all";
    private const string None = "none";

    private static readonly string[] Normalizations = [PerElement, OfAll, None];

    /// <summary>Gets the name of one of <see cref="NamedData"/>.</summary>
    public string? Known { get; init; }

    /// <summary>Gets the folder of the data set, if it is not the default of its package.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets a CSV file.</summary>
    public string? Csv { get; init; }

    /// <summary>Gets the column of the target in the CSV file.</summary>
    public string? Target { get; init; }

    /// <summary>Gets a value indicating whether a numeric target is a label.</summary>
    public bool IsLabel { get; init; }

    /// <summary>Gets a value indicating whether numbers of the CSV file have a decimal comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Gets an IDX file of inputs.</summary>
    public string? Inputs { get; init; }

    /// <summary>Gets an IDX file of labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Gets a folder with one subfolder of images per class, in PNG, JPEG, WebP, BMP or GIF.</summary>
    public string? Images { get; init; }

    /// <summary>Gets height and width to which images are resized, if their sizes differ.</summary>
    public ImmutableArray<int>? Size { get; init; }

    /// <summary>Gets the channels of an image: 3 for colors, 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Gets a text file, or a folder of them, for predicting the next token in pieces of it; for a CSV file, the column of texts, each of
    /// which is a sample.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>
    /// Gets the vocabulary of a column of texts: tokenizer.json, vocab.txt or their folder; if absent, tokens are bytes of UTF-8. Token 0,
    /// or [PAD] of the vocabulary, pads shorter texts: <c>padding</c> in the model.
    /// </summary>
    public string? Vocabulary { get; init; }

    /// <summary>Gets the number of tokens of a piece of the text, or of each text of a column.</summary>
    public int Length { get; init; } = 64;

    /// <summary>Gets the distance between the starts of the pieces, in tokens; their length if absent.</summary>
    public int? Stride { get; init; }

    /// <summary>Gets the size of the vocabulary of byte pairs, at least 256; tokens are characters if absent.</summary>
    public int? Pairs { get; init; }

    /// <summary>Gets the shape of a sample for the model, if it differs from that of the data.</summary>
    public ImmutableArray<int>? Shape { get; init; }

    /// <summary>Gets the share of held-out samples, for data without a test set.</summary>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>Gets the mean that is subtracted; that of the training samples, as <see cref="Normalize"/> says, if absent.</summary>
    public double? Mean { get; init; }

    /// <summary>
    /// Gets the deviation by which numbers are divided; if absent, 1 beside a <see cref="Mean"/>, else that of the training samples.
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>Gets whether mean and deviation are per element or of all elements: element, all or none.</summary>
    public string Normalize { get; init; } = PerElement;

    /// <summary>Gets what missing numbers become; null if they stay missing.</summary>
    internal string? Filling =>
        Mean is not null || Normalize is not None ? "the mean"
        : Scale is not null ? "0"
        : null;

    /// <summary>Gets the error in it; null if there is none.</summary>
    internal string? Problem =>
        new[] { Known, Csv ?? Text, Inputs, Images }.Count(source => source is not null) > 1
            ? "data are known, or csv, or inputs, or images, or text, and only one of them"
        : Csv is not null && Text is not null && (Target is null || Text == Target || Pairs is not null)
            ? "text and target are two columns of a csv, and pairs are for a text of its own: give a column a vocabulary"
        : Vocabulary is not null && (Csv is null || Text is null)
            ? "a vocabulary is for a column of texts: name it with text, beside csv"
        : HoldOut is not (> 0 and < 1)
            ? FormattableString.Invariant($"holdOut is a share between 0 and 1, not {HoldOut}")
        : Length < 1 || Stride < 1 ? "length and stride are at least 1"
        : Pairs < 256 ? "pairs is at least 256, a token for each byte"
        : !IsNumber(Mean ?? 0) || !IsNumber(Scale ?? 1) || (float)(Scale ?? 1) == 0
            ? "mean and scale are numbers that a float32 holds, and scale is not 0"
        : Channels is < 1 or > 4 ? "channels are 1 to 4"
        : Size is { } size && (size.Length != 2 || size[0] < 1 || size[1] < 1)
            ? "size is a height and a width, of 1 at least"
        : Size is [var height, var width] && (long)height * width > MaxPixels
            ? FormattableString.Invariant(
                $"size {height} x {width} has {(long)height * width:N0} pixels; an image has at most {MaxPixels:N0}"
            )
        : Shape is { IsEmpty: true } || Shape?.Any(axis => axis < 1) == true
            ? $"shape is at least one axis, each of 1 at least, not [{string.Join(", ", Shape ?? [])}]"
        : !Normalizations.Contains(Normalize, StringComparer.Ordinal)
            ? $"normalize is element, all or none, not {Normalize}{Suggestion.After(Normalize, Normalizations)}"
        : Mean is not null && Normalize is not PerElement
            ? "mean stands in the place of normalize: leave one of them out"
        : Known is not null && NamedData.Problem(Known) is { } unknown ? unknown
        : SourceKind.Problem(this);

    /// <summary>Reads the samples.</summary>
    public Either<Error, Samples> Load() =>
        from read in RecipeSources.Read(this)
        from enough in Enough(read)
        from shaped in Shaped(enough)
        select shaped with
        {
            Normalization = Fitted(shaped).MatchUnsafe(one => one, () => null!),
        };

    private static bool IsNumber(double value) => float.IsFinite((float)value);

    private Either<Error, Samples> Enough(Samples samples) =>
        samples.Learned.Count > 0 && samples.HeldOut.Count > 0
            ? samples
            : Error.New(
                FormattableString.Invariant(
                    $"holdOut {HoldOut} of {samples.Learned.Count + samples.HeldOut.Count} {samples.Things} leaves {samples.Learned.Count} to learn and {samples.HeldOut.Count} held out; each needs one"
                )
            );

    private Either<Error, Samples> Shaped(Samples samples)
    {
        if (Shape is not { } sizes)
        {
            return samples;
        }

        var wanted = sizes.Aggregate(BigInteger.One, (product, size) => product * size);
        return wanted == samples.Learned.InputShape.Size
            ? samples with
            {
                Learned = samples.Learned.WithInputs(Reshaped),
                HeldOut = samples.HeldOut.WithInputs(Reshaped),
            }
            : Error.New(
                FormattableString.Invariant(
                    $"shape [{string.Join(", ", sizes)}] has {wanted:N0} numbers, but a sample {samples.Learned.InputShape} has {samples.Learned.InputShape.Size:N0}"
                )
            );

        Tensor<float> Reshaped(Tensor<float> inputs) =>
            inputs.Reshape(new Shape(inputs.Shape[0]).Append(FunctionalNet.Shape.Of([.. sizes])));
    }

    // Tokens are not quantities.
    private Option<Normalization> Fitted(Samples samples)
    {
        var found = samples.Tokenizer is null ? Normalized(samples.Learned.Inputs) : Option<Normalization>.None;
        return AnyMissing(samples.Learned) || AnyMissing(samples.HeldOut) ? found.Map(one => one.Filling()) : found;
    }

    private static bool AnyMissing(Dataset<float> data) => data.Inputs.Span.Contains(float.NaN);

    private Option<Normalization> Normalized(Tensor<float> inputs)
    {
        if (Mean is { } mean)
        {
            return Normalization.Of(mean, Scale ?? 1);
        }

        var fitted =
            Normalize is None
                ? Option<Normalization>.None
                : Normalization.Fit(inputs, perElement: Normalize is PerElement);
        return Scale is { } scale
            ? Normalization.Of(fitted.Match(Some: one => one.Mean.ToArray(), None: () => [0]), [scale])
            : fitted;
    }
}
