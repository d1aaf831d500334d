using System.Globalization;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The names of classes that have none: their numbers.</summary>
internal static class ClassNames
{
    private const int MaxClasses = 1 << 20;

    /// <summary>The numbers of so many classes.</summary>
    public static string[] Numbers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The numbers of the classes up to the largest label.</summary>
    public static Either<Error, string[]> Of(Dataset<float> data)
    {
        var (min, max) = (0f, 0f);
        foreach (var label in data.Targets.Span)
        {
            (min, max) = (Math.Min(min, label), Math.Max(max, label));
        }

        return min < 0 || max >= MaxClasses
            ? Error.New(
                FormattableString.Invariant($"labels are places from 0 to {MaxClasses - 1}, not {min} to {max}")
            )
            : Numbers((int)max + 1);
    }
}
