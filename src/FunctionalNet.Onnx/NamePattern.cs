using System.IO.Enumeration;

namespace FunctionalNet;

/// <summary>Names by pattern: * stands for anything, ? for one character.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name is one of those that a pattern means.</summary>
    public static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
