using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Images in folders, one per class: <c>root/cat/1.png</c>, <c>root/dog/some/2.png</c>. Classes are the folders in the order of their
/// names, as in torchvision's <c>ImageFolder</c>. Pixels are read lazily, so memory holds one batch at a time.
/// </summary>
/// <remarks>
/// A training uses a data set of file indices, which is shuffled, held out and batched like any other, and only then mapped to images.
/// </remarks>
/// <example><code>
/// ImageFolder pets = ImageFolder.Open("pets", new() { Size = (64, 64) }).OrThrow();
/// var (learn, judge) = pets.Places.HoldOut(0.2, key: 1);
/// var batches = pets.Read(learn.Shuffle(2).Batches(32)).Prefetch();
/// </code></example>
public sealed class ImageFolder
{
    private readonly string root;
    private readonly ImageOptions options;

    private ImageFolder(string root, ImageOptions options, ImageFiles found, Shape shape)
    {
        (this.root, this.options, Classes, InputShape) = (root, options, found.Classes, shape);
        Files = [.. found.Files.Select(file => file.File)];
        Places = new(
            new(new(Files.Length, 1), [.. Enumerable.Range(0, Files.Length).Select(i => (float)i)]),
            Tensor.Vector<float>([.. found.Files.Select(file => (float)file.Label)])
        );
    }

    /// <summary>Gets the names of the classes; a label is an index into them.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Gets the files, class by class, in the order of their names.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>Gets the shape of an image, [channels, height, width].</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the indices of <see cref="Files"/>, [n, 1], and their labels, [n].</summary>
    public Dataset<float> Places { get; }

    /// <summary>Finds the files and reads the first one, which determines the shape of all.</summary>
    /// <param name="root">The folder with one subfolder per class.</param>
    /// <param name="options">How files become images; in color, from PNG, all of one size, if null.</param>
    /// <returns>The folder; or that it does not exist, that a class has no image, or what is wrong with the first one.</returns>
    public static Either<Error, ImageFolder> Open(string root, ImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        var how = options ?? new();
        return from found in ImageFiles.In(root, isPngOnly: how.Decode is null)
            from first in Load(found.Files[0].File, how)
            select new ImageFolder(root, how, found, first.Shape);
    }

    /// <summary>The images of batches of file indices.</summary>
    /// <param name="places">Batches of <see cref="Places"/>, or of a subset.</param>
    /// <returns>As many batches of images. An invalid file throws when it is read.</returns>
    public Batches<float> Read(Batches<float> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return new(
            epoch => places.Epoch(epoch).Select(batch => Read(batch).OrThrow()),
            places.Samples,
            places.Size,
            InputShape,
            $"{places} of {this}"
        );
    }

    /// <summary>All images in memory, or those with some indices.</summary>
    /// <param name="places">A subset of <see cref="Places"/>; all if null.</param>
    /// <returns>The images [n, channels, height, width] and their labels [n]; or the first invalid file.</returns>
    /// <example><code>
    /// Either&lt;Error, Dataset&lt;float>> all = ImageFolder.Open("pets").Bind(pets => pets.Load());
    /// </code></example>
    public Either<Error, Dataset<float>> Load(Dataset<float>? places = null)
    {
        var all = places ?? Places;
        var numbers = (double)all.Count * InputShape.Size;
        return ReadLimit.Exceeded(sizeof(float) * numbers) is { } wrong
                ? Error.New($"{root}: {wrong}, or use Read, batch by batch")
            : numbers > Array.MaxLength
                ? Error.New($"{root} has more pixels than an array holds: use Read, batch by batch")
            : Read(all.All()).Map(batch => new Dataset<float>(batch.Inputs, batch.Targets));
    }

    /// <summary>The number of images and classes.</summary>
    public override string ToString() =>
        $"{Files.Length} images {InputShape} of {Classes.Length} classes in {Path.GetFileName(Path.TrimEndingDirectorySeparator(root))}";

    private static Either<Error, Tensor<float>> Load(string file, ImageOptions options) =>
        options.Size is { } wanted
        && ReadLimit.Exceeded(2.0 * sizeof(float) * options.Channels * wanted.Height * wanted.Width) is { } wrong
            ? Error.New($"{file}: in the size {wanted.Height} x {wanted.Width} {wrong}")
            : Sized(file, options);

    private static Either<Error, Tensor<float>> Sized(string file, ImageOptions options) =>
        TensorStream
            .Open(file, opened => Decoded(opened.Stream, options))
            .Map(image => image.WithChannels(options.Channels))
            .Map(image => options.Size is { } size ? image.Resize(size.Height, size.Width) : image);

    // The decoder may be the user's, and throw any exception.
    private static Either<Error, Tensor<float>> Decoded(Stream stream, ImageOptions options)
    {
        try
        {
            return (options.Decode ?? Images.Read)(stream)
                .Bind(image =>
                    image.Shape is [{ Size: >= 1 and <= 4 }, { Size: >= 1 }, { Size: >= 1 }]
                        ? Prelude.Right<Error, Tensor<float>>(image)
                        : Error.New($"it was decoded to {image.Shape}, not to [channels, height, width]")
                );
        }
        catch (Exception e) when (options.Decode is not null)
        {
            return Error.New(e.Message);
        }
    }

    private Either<Error, Batch<float>> Read(Batch<float> places)
    {
        var images = new Tensor<float>(new Shape(places.Count).Append(InputShape));
        var all = places.Inputs;
        for (var i = 0; i < places.Count; i++)
        {
            var file = Files[(int)all.Span[i]];
            var read = Load(file, options).Bind(image => Fitting(file, image));
            if (read.IsLeft)
            {
                return read.Map(_ => places);
            }

            read.IfRight(image => image.Span.CopyTo(images.Writable[(i * image.Length)..]));
        }

        return Batch.Of(images, places.Targets);
    }

    private Either<Error, Tensor<float>> Fitting(string file, Tensor<float> image) =>
        image.Shape == InputShape
            ? image
            : Error.New(
                $"{file} is {image.Shape}, but the first, {Files[0]}, is {InputShape}: bring them to one size by Size"
            );
}
