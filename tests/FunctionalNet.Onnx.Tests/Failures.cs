using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.OnnxTests;

/// <summary>Assertions on errors.</summary>
internal static class Failures
{
    public static string ErrorOf<T>(this Either<Error, T> result) =>
        result.Match(
            Right: value => throw new InvalidOperationException($"An error was expected, but {value} came."),
            Left: error => error.Message
        );

    public static void Says(this string message, params IEnumerable<string> parts) =>
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
}
