using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionalNet.Tests.Documentation;

/// <summary>The files that docfx.json includes in the site.</summary>
internal static class Site
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Whether a file, given relative to the root, is a page or a resource of the site.</summary>
    public static Func<string, bool> Files()
    {
        using var settings = JsonDocument.Parse(Pages.Read(".docs/docfx.json"));
        var build = settings.RootElement.GetProperty("build");
        var taken = build
            .GetProperty("content")
            .EnumerateArray()
            .Concat(build.GetProperty("resource").EnumerateArray())
            .SelectMany(Patterns)
            .ToArray();
        return path => taken.Any(pattern => pattern.IsMatch(path));
    }

    private static IEnumerable<Regex> Patterns(JsonElement files)
    {
        var source = files.TryGetProperty("src", out var src) ? src.GetString()! : string.Empty;
        var folder = Path.GetRelativePath(Pages.Root, Path.Combine(Pages.Root, ".docs", source)).Replace('\\', '/');
        return files
            .GetProperty("files")
            .EnumerateArray()
            .Select(pattern => Pattern(folder == "." ? pattern.GetString()! : $"{folder}/{pattern.GetString()}"));
    }

    // Translates a glob: * matches anything but a slash, and {a,b} lists alternatives.
    private static Regex Pattern(string glob)
    {
        var text = Regex.Replace(
            Regex.Escape(glob),
            @"\\\*|\\\{(?<any>[^}]*)\}",
            match => match.Value == @"\*" ? "[^/]*" : $"({match.Groups["any"].Value.Replace(',', '|')})",
            RegexOptions.ExplicitCapture,
            Limit
        );
        return new($"^{text}$", RegexOptions.ExplicitCapture, Limit);
    }
}
