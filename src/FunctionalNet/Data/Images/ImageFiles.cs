using System.Collections.Immutable;
using System.IO.Enumeration;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The files of an image folder, by their extensions.</summary>
/// <param name="Classes">The names of the class folders, in order.</param>
/// <param name="Files">The files of each class in the order of their names, with the index of their class.</param>
internal sealed record ImageFiles(ImmutableArray<string> Classes, ImmutableArray<(string File, int Label)> Files)
{
    // The largest integer up to which a float counts.
    private const int MaxFiles = 1 << 24;

    private static readonly ImmutableSortedSet<string> Ends = ImmutableSortedSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".bmp",
        ".gif",
        ".jpeg",
        ".jpg",
        ".pgm",
        ".png",
        ".ppm",
        ".tif",
        ".tiff",
        ".webp"
    );

    /// <summary>Finds them.</summary>
    /// <param name="root">The folder with one subfolder per class.</param>
    /// <param name="isPngOnly">Whether only PNG can be read.</param>
    /// <returns>At least one file per class; or what is missing.</returns>
    public static Either<Error, ImageFiles> In(string root, bool isPngOnly)
    {
        try
        {
            ImmutableArray<string> classes =
            [
                .. Directory
                    .EnumerateDirectories(root)
                    .Select(folder => Path.GetFileName(folder))
                    .Order(StringComparer.Ordinal),
            ];
            return new ImageFiles(
                classes,
                [.. classes.SelectMany((name, label) => Of(Path.Combine(root, name)).Select(file => (file, label)))]
            ).Checked(root, isPngOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {root}: {e.Message}");
        }
    }

    // Links to folders are not followed, since they may form a cycle.
    private static IEnumerable<string> Of(string folder) =>
        new FileSystemEnumerable<string>(
            folder,
            (ref entry) => entry.ToFullPath(),
            new()
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.None,
                IgnoreInaccessible = false,
            }
        )
        {
            ShouldIncludePredicate = (ref entry) =>
                !entry.IsDirectory && Ends.Contains(Path.GetExtension($"{entry.FileName}")),
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }
            .OrderBy(Path.GetDirectoryName, StringComparer.Ordinal)
            .ThenBy(Path.GetFileName, StringComparer.Ordinal);

    private static bool IsPng(string file) =>
        string.Equals(Path.GetExtension(file), ".png", StringComparison.OrdinalIgnoreCase);

    private Either<Error, ImageFiles> Checked(string root, bool isPngOnly)
    {
        var labels = Files.Select(file => file.Label).ToHashSet();
        string[] empty = [.. Classes.Where((_, label) => !labels.Contains(label))];
        var other = Files.Select(file => file.File).FirstOrDefault(file => !IsPng(file));
        return Classes.IsEmpty ? Error.New($"{root} has no folders: each class has one, and its images in it")
            : empty.Length > 0 ? Error.New($"{root} has no images in {empty[0]}; they end in {string.Join(", ", Ends)}")
            : Files.Length > MaxFiles ? Error.New($"{root} has {Files.Length:N0} images; there may be {MaxFiles:N0}")
            : isPngOnly && other is not null
                ? Error.New(
                    $"{other} is no PNG, and only that is read here: give a function that reads it as Decode, such as {Images.Other}"
                )
            : this;
    }
}
