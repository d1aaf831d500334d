using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FunctionalNet;

/// <summary>
/// The text of a layer, loss, transform, schedule or initializer: the call that creates it, such as <c>Dense(256, Bias: false)</c>. Its
/// arguments are generated from the record.
/// </summary>
internal static class Call
{
    /// <summary>The call. Arguments at their defaults are omitted, and all arguments after the first omitted one are named.</summary>
    public static string Of(string name, params ReadOnlySpan<Argument> arguments)
    {
        var written = new List<string>();
        var isGap = false;
        foreach (var argument in arguments)
        {
            isGap |= argument.IsStandard;
            if (!argument.IsStandard)
            {
                written.Add(
                    isGap && argument.Name.Length > 0
                        ? $"{argument.Name}: {Text(argument.Value)}"
                        : Text(argument.Value)
                );
            }
        }

        return $"{name}({string.Join(", ", written)})";
    }

    /// <summary>An argument without a default.</summary>
    public static Argument Given(string name, object? value) => new(name, value, IsStandard: false);

    /// <summary>An argument and its default.</summary>
    public static Argument Given<T>(string name, T value, T standard) =>
        new(name, value, EqualityComparer<T>.Default.Equals(value, standard));

    /// <summary>The arguments of a list.</summary>
    public static IEnumerable<Argument> Each<T>(IEnumerable<T> values) =>
        values.Select(value => Given(string.Empty, value));

    /// <summary>
    /// The call that creates a record; for one that is declared elsewhere its name and what C# prints of it, <c>Scaled(Factor = 2)</c>,
    /// with culture-invariant numbers.
    /// </summary>
    public static string Of(IComposed made, Func<StringBuilder, bool> members)
    {
        if (made.AsCall is { } call)
        {
            return call;
        }

        var (text, culture) = (new StringBuilder(), CultureInfo.CurrentCulture);
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            members(text);
            return $"{made.GetType().Name.Split('`')[0]}({text})";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string Text(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{string.Concat(text.Select(Escaped))}\"",
            bool flag => flag ? "true" : "false",
            Delegate => "...",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i])))})",
            _ => $"{value}",
        };

    private static string Escaped(char one) =>
        one is '"' or '\\' ? $"\\{one}"
        : char.IsControl(one) ? $"\\u{(int)one:X4}"
        : $"{one}";

    /// <summary>An argument.</summary>
    /// <param name="Name">The name of its parameter.</param>
    /// <param name="Value">The value.</param>
    /// <param name="IsStandard">Whether it equals the default.</param>
    internal readonly record struct Argument(string Name, object? Value, bool IsStandard);
}
