using System.Globalization;

namespace FunctionalNet;

/// <summary>A call in the path of a parameter: <c>Dense</c>, <c>Dense[1]</c> or <c>Dense[*]</c>.</summary>
/// <param name="Name">The name of the call.</param>
/// <param name="Index">The index among the calls of that name, from 0; null for any.</param>
/// <param name="IsEach">Whether all of them are meant.</param>
internal sealed record CallStep(string Name, int? Index, bool IsEach)
{
    /// <summary>Parses a step; a text of another form is a name.</summary>
    public static CallStep Parse(string text) =>
        text.Split('[') is not [var name, [.. var index, ']']] ? new(text, null, IsEach: false)
        : index == "*" ? new(name, null, IsEach: true)
        : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(name, number, IsEach: false)
        : new(text, null, IsEach: false);

    /// <summary>Whether a call is meant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="index">Its index among the calls of that name.</param>
    public bool Is(string name, int index) =>
        string.Equals(name, Name, StringComparison.OrdinalIgnoreCase) && (Index ?? index) == index;
}
