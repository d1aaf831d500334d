using System.Globalization;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Web;

/// <summary>The form of an input as given on the command line; none if it is not.</summary>
internal static partial class WebForm
{
    /// <summary>The form; none for that of the file.</summary>
    /// <param name="image">HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS.</param>
    /// <param name="range">LOW..HIGH.</param>
    /// <param name="columns">Names, also separated by commas.</param>
    public static Either<Error, Option<InputForm>> Of(string? image, string? range, IReadOnlyList<string> columns)
    {
        string[] names = [.. columns.SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries))];
        return (image, names) switch
        {
            (null, []) when range is null => Option<InputForm>.None,
            (null, []) => Error.New("--range is that of an image: say --image HEIGHTxWIDTH"),
            (null, _) => names.Contains(string.Empty, StringComparer.Ordinal)
                ? Error.New("--columns has a name that is empty")
                : Prelude.Some(InputForm.Table(names.Select(name => Column.Number(name)))),
            (_, [_, ..]) => Error.New("the input is an image or has columns: take --image or --columns"),
            _ => Image(image, range ?? "0..255"),
        };
    }

    private static Either<Error, Option<InputForm>> Image(string image, string range)
    {
        var (size, ends) = (Size().Match(image), range.Split(".."));
        if (
            !size.Success
            || !int.TryParse(size.Groups["height"].Value, CultureInfo.InvariantCulture, out var height)
            || !int.TryParse(size.Groups["width"].Value, CultureInfo.InvariantCulture, out var width)
            || height == 0
            || width == 0
        )
        {
            return Error.New($"--image is HEIGHTxWIDTH or HEIGHTxWIDTHx3, such as 28x28, not '{image}'");
        }

        return
            ends is [var from, var to]
            && double.TryParse(from, CultureInfo.InvariantCulture, out var low)
            && double.TryParse(to, CultureInfo.InvariantCulture, out var high)
            && double.IsFinite(low)
            && double.IsFinite(high)
            && !low.Equals(high)
            ? Prelude.Some(
                InputForm.Image(
                    height,
                    width,
                    size.Groups["channels"].Success ? size.Groups["channels"].Value[0] - '0' : 1,
                    low,
                    high
                )
            )
            : Error.New($"--range is LOW..HIGH, such as 0..255, not '{range}'");
    }

    [GeneratedRegex(
        "^(?<height>[0-9]{1,4})x(?<width>[0-9]{1,4})(x(?<channels>[13]))?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Size();
}
