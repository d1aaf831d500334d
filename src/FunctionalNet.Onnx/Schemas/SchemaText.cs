using System.Collections.Immutable;
using System.Globalization;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Schemas;

/// <summary>Parses a line of the schemas; the file itself documents the format.</summary>
internal static class SchemaText
{
    private const string Optional = "?";
    private const char Required = '!';

    /// <summary>The set of types in a line, such as <c>@1 = float float16</c>.</summary>
    public static (string Name, ImmutableSortedSet<string> Types) TypesOf(string line)
    {
        var sides = line.Split(" = ");
        return (sides[0], sides[1].Split(' ').ToImmutableSortedSet(StringComparer.Ordinal));
    }

    /// <summary>Domain, name and opset of a line.</summary>
    public static (string Domain, string Name, int Since) Head(string line)
    {
        var words = line[..line.IndexOf('|', StringComparison.Ordinal)].Split(' ');
        var dot = words[0].LastIndexOf('.');
        return (dot < 0 ? string.Empty : words[0][..dot], words[0][(dot + 1)..], Whole(words[1]));
    }

    /// <summary>The schema of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="sets">The sets of types.</param>
    public static OperatorSchema Of(string line, IReadOnlyDictionary<string, ImmutableSortedSet<string>> sets)
    {
        var (domain, name, since) = Head(line);
        string[] parts = [.. line.Split('|').Select(part => part.Trim())];
        var variables = Words(parts[4])
            .Select(word => word.Split(':'))
            .ToDictionary(sides => sides[0], sides => sets[sides[1]], StringComparer.Ordinal);
        return new(
            domain,
            name,
            since,
            parts[0].EndsWith(" deprecated", StringComparison.Ordinal),
            [.. Words(parts[1]).Select(word => Formal(word, variables))],
            [.. Words(parts[2]).Select(word => Formal(word, variables))],
            Words(parts[3]).Select(Attribute).ToImmutableSortedDictionary(a => a.Name, a => a, StringComparer.Ordinal)
        );
    }

    private static string[] Words(string part) => part.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Formal Formal(string word, Dictionary<string, ImmutableSortedSet<string>> variables)
    {
        var isMixed = word.EndsWith('~');
        var bare = word.TrimEnd('~');
        var presence = bare[^1..] switch
        {
            Optional => Presence.Optional,
            "+" => Presence.Some,
            "*" => Presence.Any,
            _ => Presence.One,
        };
        var sides = (presence == Presence.One ? bare : bare[..^1]).Split(':');
        var types = variables.GetValueOrDefault(sides[1], [sides[1]]);
        return new(sides[0], sides[1], types, presence, isMixed);
    }

    private static AttributeSchema Attribute(string word)
    {
        var name = word[..word.IndexOf(':', StringComparison.Ordinal)];
        var sides = word[(name.Length + 1)..].Split('=', 2);
        var type = Type(sides[0].TrimEnd(Required));
        return new(name, type, sides[0].EndsWith(Required), sides.Length == 2 ? Value(type, sides[1]) : null);
    }

    private static AttributeType Type(string name) =>
        name switch
        {
            "type_proto" => AttributeType.TypeProto,
            "sparse_tensor" => AttributeType.SparseTensor,
            _ => Enum.Parse<AttributeType>(name, ignoreCase: true),
        };

    private static object Value(AttributeType type, string text) =>
        type switch
        {
            AttributeType.Int => (long)Whole(text),
            AttributeType.Float => double.Parse(text, CultureInfo.InvariantCulture),
            AttributeType.Ints => text.Split(',').Select(number => (long)Whole(number)).ToArray(),
            AttributeType.Strings => text.Split(','),
            _ => text,
        };

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
