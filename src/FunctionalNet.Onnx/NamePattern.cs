using System.IO.Enumeration;

namespace FunctionalNet;

/// <summary>Name patterns: * matches any string, ? one character.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name matches a pattern.</summary>
    public static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
