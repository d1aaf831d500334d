using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FunctionalNet;

/// <summary>The syntax tree of a call, before names are resolved.</summary>
internal abstract record CallText
{
    /// <summary>Parses a whole text.</summary>
    /// <exception cref="FormatException">The text is not a call, number, text or name.</exception>
    public static CallText Parse(string text)
    {
        var reader = new Reader(text);
        var call = reader.Chain();
        return reader.IsAtEnd
            ? call
            : throw new FormatException($"unexpected '{text[reader.Place..]}' after a complete expression");
    }

    /// <summary>Gets the equivalent text.</summary>
    public string Written =>
        this switch
        {
            Number number => number.Value.ToString("R", CultureInfo.InvariantCulture),
            Quoted quoted => $"\"{Escaped(quoted.Text)}\"",
            Word word => word.Text,
            Invocation { Name: ['.', ..], Arguments: [var value, .. var rest] } call =>
                $"{Within(value.Value)}{call.Name}({List(rest)})",
            Invocation call => $"{call.Name}({List(call.Arguments)})",
            Tuple tuple => $"[{string.Join(", ", tuple.Items.Select(item => item.Written))}]",
            Sequence chain => string.Join(
                " >> ",
                chain.Parts.Select(part => part is Sequence ? Within(part) : part.Written)
            ),
            Sum sum => $"{(sum.Left is Sequence ? Within(sum.Left) : sum.Left.Written)} + {Within(sum.Right)}",
            Product product => $"{Within(product.Left)} * {Within(product.Right)}",
            _ => string.Empty,
        };

    private static string Within(CallText text) =>
        text is Sequence or Sum or Product ? $"({text.Written})" : text.Written;

    private static string List(IEnumerable<(string? Name, CallText Value)> arguments) =>
        string.Join(
            ", ",
            arguments.Select(one => one.Name is { } name ? $"{name}: {one.Value.Written}" : one.Value.Written)
        );

    private static string Escaped(string text) =>
        string.Concat(
            text.Select(one =>
                one is '"' or '\\' ? $"\\{one}"
                : char.IsControl(one) ? $"\\u{(int)one:X4}"
                : $"{one}"
            )
        );

    /// <summary>A number.</summary>
    internal sealed record Number(double Value) : CallText;

    /// <summary>A quoted text.</summary>
    internal sealed record Quoted(string Text) : CallText;

    /// <summary>A word alone: true, false, null, an enumeration value, or a named number.</summary>
    internal sealed record Word(string Text) : CallText;

    /// <summary>A name with arguments, some of which may be named.</summary>
    internal sealed record Invocation(string Name, ImmutableArray<(string? Name, CallText Value)> Arguments) : CallText;

    /// <summary>A list or tuple: (3, 5) or [3, 5].</summary>
    internal sealed record Tuple(ImmutableArray<CallText> Items) : CallText;

    /// <summary>Operands of <c>>></c>.</summary>
    internal sealed record Sequence(ImmutableArray<CallText> Parts) : CallText;

    /// <summary>Operands of <c>+</c>.</summary>
    internal sealed record Sum(CallText Left, CallText Right) : CallText;

    /// <summary>Operands of <c>*</c>.</summary>
    internal sealed record Product(CallText Left, CallText Right) : CallText;

    private sealed class Reader(string text)
    {
        // A limit that no handwritten model reaches.
        private const int Deepest = 64;
        private const string NegativeInfinity = "-Infinity";
        private int depth;

        public int Place { get; private set; }

        public bool IsAtEnd
        {
            get
            {
                SkipSpace();
                return Place == text.Length;
            }
        }

        public CallText Chain()
        {
            if (++depth > Deepest)
            {
                throw new FormatException($"it is nested more than {Deepest} deep");
            }

            var parts = ImmutableArray.CreateBuilder<CallText>();
            do
            {
                parts.Add(Terms());
            } while (Takes(">>"));

            depth--;
            return parts.Count == 1 ? parts[0] : new Sequence(parts.ToImmutable());
        }

        private CallText Terms()
        {
            var sum = Factors();
            while (Takes("+"))
            {
                sum = new Sum(sum, Factors());
            }

            return sum;
        }

        private CallText Factors()
        {
            var product = Followed();
            while (Takes("*"))
            {
                product = new Product(product, Followed());
            }

            return product;
        }

        // A method call: its first argument is the value before the dot.
        private CallText Followed()
        {
            var value = One();
            while (Takes("."))
            {
                var name = Name();
                value = Takes("(") ? new Invocation($".{name}", [(null, value), .. Arguments()]) : throw Wrong("(");
            }

            return value;
        }

        private CallText One()
        {
            if (Takes("\""))
            {
                return new Quoted(Quote());
            }

            if (Takes("["))
            {
                return new Tuple(Takes("]") ? [] : Items("]"));
            }

            if (Takes("("))
            {
                var items = Items(")");
                return items.Length == 1 ? items[0] : new Tuple(items);
            }

            SkipSpace();
            if (Place < text.Length && (char.IsAsciiDigit(text[Place]) || text[Place] is '-' or '.'))
            {
                return new Number(Digits());
            }

            var name = Name();
            return Takes("(") ? new Invocation(name, Arguments()) : new Word(name);
        }

        private ImmutableArray<CallText> Items(string end)
        {
            var items = ImmutableArray.CreateBuilder<CallText>();
            do
            {
                items.Add(Chain());
            } while (Takes(","));

            return Takes(end) ? items.ToImmutable() : throw Wrong(items.Count == 1 ? end : $", or {end}");
        }

        private string Quote()
        {
            var quoted = new StringBuilder();
            while (Place < text.Length && text[Place] != '"')
            {
                quoted.Append(text[Place] == '\\' ? Escaped() : text[Place++]);
            }

            return Takes("\"") ? quoted.ToString() : throw Wrong("a quote that ends");
        }

        // Escapes as in C#: \", \\ and a character by its number.
        private char Escaped()
        {
            const int Length = 4;
            var kind = Place + 1 < text.Length ? text[Place + 1] : default;
            if (kind is '"' or '\\')
            {
                Place += 2;
                return kind;
            }

            var isNumber = kind == 'u' && Place + 2 + Length <= text.Length;
            ushort number = 0;
            if (
                !isNumber
                || !ushort.TryParse(
                    text.AsSpan(Place + 2, Length),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out number
                )
            )
            {
                throw Wrong("\\\", \\\\ or \\u with four digits");
            }

            Place += 2 + Length;
            return (char)number;
        }

        private ImmutableArray<(string? Name, CallText Value)> Arguments()
        {
            var arguments = ImmutableArray.CreateBuilder<(string? Name, CallText Value)>();
            if (Takes(")"))
            {
                return [];
            }

            for (var more = true; more; more = Takes(","))
            {
                var start = Place;
                SkipSpace();
                var name = Place < text.Length && char.IsAsciiLetter(text[Place]) ? Name() : null;
                if (name is null || !Takes(":"))
                {
                    (name, Place) = (null, start);
                }

                arguments.Add((name, Chain()));
            }

            return Takes(")") ? arguments.ToImmutable() : throw Wrong(", or )");
        }

        private double Digits()
        {
            SkipSpace();
            var start = Place;
            while (
                Place < text.Length
                && (
                    char.IsAsciiLetterOrDigit(text[Place])
                    || text[Place] is '.' or '_'
                    || (text[Place] is '-' or '+' && (Place == start || text[Place - 1] is 'e' or 'E'))
                )
            )
            {
                Place++;
            }

            return
                double.TryParse(
                    text[start..Place].Replace("_", string.Empty, StringComparison.Ordinal),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                ) && (double.IsFinite(number) || text[start..Place] == NegativeInfinity)
                ? number
                : throw new FormatException($"'{text[start..Place]}' is no number");
        }

        private string Name()
        {
            SkipSpace();
            var start = Place;
            while (Place < text.Length && (char.IsAsciiLetterOrDigit(text[Place]) || text[Place] is '_' or '.'))
            {
                Place++;
            }

            return Place > start ? text[start..Place] : throw Wrong("a name");
        }

        private bool Takes(string sign)
        {
            SkipSpace();
            var isThere = string.CompareOrdinal(text, Place, sign, 0, sign.Length) == 0;
            Place += isThere ? sign.Length : 0;
            return isThere;
        }

        private void SkipSpace()
        {
            while (Place < text.Length && char.IsWhiteSpace(text[Place]))
            {
                Place++;
            }
        }

        private FormatException Wrong(string wanted) => new($"at '{text[Place..]}' {wanted} is expected");
    }
}
