using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The identity of a training in a checkpoint, besides paths and shapes: the model as it prints itself, and the names of the optimizer's
/// transforms. Numbers of the optimizer (rates, schedules, decays), the loss and the number of epochs may change on resume. A model from a
/// file is identified by its paths and shapes alone, since the file may be moved.
/// </summary>
internal static class Fingerprint
{
    private const string Model = "model";
    private const string Optimizer = "optimizer";

    // Shortens two long texts to where they differ.
    private const int Around = 60;

    /// <summary>The metadata.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of<T>(Training<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        IsNamedByFile(training.Layer)
            ? [KeyValuePair.Create(Optimizer, Names(training.Optimizer))]
            :
            [
                KeyValuePair.Create(Model, $"{training.Layer}"),
                KeyValuePair.Create(Optimizer, Names(training.Optimizer)),
            ];

    /// <summary>How a checkpoint belongs to another training; null if it does not, or lacks the metadata.</summary>
    public static string? Problem<T>(IReadOnlyDictionary<string, string> notes, Training<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Of(training)
            .Where(own => notes.TryGetValue(own.Key, out var noted) && noted != own.Value)
            .Select(own => $"it is of the {own.Key} {Parted(notes[own.Key], own.Value)}")
            .FirstOrDefault();

    private static bool IsNamedByFile(IComposed part) =>
        part is Layer { IsNamedByFile: true } || part.Parts.Any(IsNamedByFile);

    private static string Names(Transform transform)
    {
        if (transform is TransformChain chain)
        {
            return string.Join(" >> ", chain.Transforms.Select(Names));
        }

        var name = transform is TransformFunction function ? function.Name : transform.GetType().Name;
        Transform[] inner = [.. ((IComposed)transform).Parts.OfType<Transform>()];
        return inner.Length == 0 ? name : $"{name}({string.Join(", ", inner.Select(Names))})";
    }

    private static string Parted(string noted, string own)
    {
        var same = 0;
        while (same < Math.Min(noted.Length, own.Length) && noted[same] == own[same])
        {
            same++;
        }

        var start = Math.Max(0, same - Around);
        return $"{Part(noted, start)}, not {Part(own, start)}";
    }

    private static string Part(string text, int start)
    {
        var end = Math.Min(text.Length, start + (2 * Around));
        return $"{(start > 0 ? "..." : string.Empty)}{text[start..end]}{(end < text.Length ? "..." : string.Empty)}";
    }
}
