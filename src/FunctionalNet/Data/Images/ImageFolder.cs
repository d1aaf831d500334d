using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Images in folders, one for each class: <c>root/cat/1.png</c>, <c>root/dog/some/2.png</c>. Classes are the folders in the order of their
/// names, as in torchvision's <c>ImageFolder</c>. Pixels are read as they are asked for, so that memory holds a batch at a time.
/// </summary>
/// <remarks>
/// What a training sees is a data set of the places of files, which is shuffled, held out and cut into batches as any other, and only then
/// becomes images.
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

    /// <summary>Gets the names of the classes; a label is a place among them.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Gets the files, class by class, in the order of their names.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>Gets the shape of an image, [channels, height, width].</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the places of <see cref="Files"/>, [n, 1], and their labels, [n].</summary>
    public Dataset<float> Places { get; }

    /// <summary>Finds the files and reads the first of them, whose shape all have.</summary>
    /// <param name="root">The folder in which each class has one.</param>
    /// <param name="options">How files become images; colored, from PNG, of one size, if null.</param>
    /// <returns>The folder; or that it is none, that a class has no image, or what is wrong with the first one.</returns>
    public static Either<Error, ImageFolder> Open(string root, ImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        var how = options ?? new();
        return from found in ImageFiles.In(root, isPngOnly: how.Decode is null)
            from first in Load(found.Files[0].File, how)
            select new ImageFolder(root, how, found, first.Shape);
    }

    /// <summary>The images at the places of batches.</summary>
    /// <param name="places">Batches of <see cref="Places"/>, or of a part of them.</param>
    /// <returns>As many batches of images. What is wrong with a file is thrown where it is met.</returns>
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

    /// <summary>All images in memory, or those at some places.</summary>
    /// <param name="places">A part of <see cref="Places"/>; all if null.</param>
    /// <returns>The images [n, channels, height, width] and their labels [n]; or the first file with which something is wrong.</returns>
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

    /// <summary>How many images of how many classes.</summary>
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

    // A decoder is someone else's, and tells what is wrong with a file in its own way.
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
