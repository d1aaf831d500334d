using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace FunctionalNet.Tests.Documentation;

/// <summary>The markdown files of the repository.</summary>
internal static partial class Pages
{
    public static string Root => Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>The pages of the site, as paths relative to the root.</summary>
    public static IEnumerable<string> OfSite() => Below(".docs");

    /// <summary>The pages whose code blocks form a program: the site's pages and the model cards.</summary>
    public static IEnumerable<string> Programs() => OfSite().Concat(Below("models"));

    /// <summary>All markdown files as paths relative to the root, without build outputs.</summary>
    public static IEnumerable<string> All() =>
        Below(string.Empty)
            .Where(path =>
                !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or ".git" or "node_modules")
            );

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    /// <summary>The fenced code blocks, each with its language.</summary>
    public static IReadOnlyList<Match> Fences(string text) => Fenced().Matches(text).ToArray();

    /// <summary>The text without fenced code blocks.</summary>
    public static string WithoutFences(string text) => Fenced().Replace(text, string.Empty);

    private static IEnumerable<string> Below(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        "^```(?<language>[a-z]*)\n(?<code>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Fenced();
}
