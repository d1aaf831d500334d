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
    /// <param name="data">Samples with labels.</param>
    /// <param name="file">The file of the labels.</param>
    public static Either<Error, string[]> Of(Dataset<float> data, string file)
    {
        var labels = data.Targets.Span;
        var largest = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (!float.IsInteger(labels[i]) || labels[i] is < 0 or >= MaxClasses)
            {
                return Error.New(
                    FormattableString.Invariant(
                        $"{file}: row {i / Math.Max(1, labels.Length / data.Count)}, from 0, has {labels[i]}; labels are whole numbers from 0 to {MaxClasses - 1}"
                    )
                );
            }

            largest = Math.Max(largest, (int)labels[i]);
        }

        return Numbers(largest + 1);
    }
}
