using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>What a call says, before it is known what it calls.</summary>
internal abstract record CallText
{
    /// <summary>Reads a text to its end.</summary>
    /// <exception cref="FormatException">It is no call, number, text or name.</exception>
    public static CallText Parse(string text)
    {
        var reader = new Reader(text);
        var call = reader.Chain();
        return reader.IsAtEnd
            ? call
            : throw new FormatException($"'{text[reader.Place..]}' follows what is complete without it");
    }

    /// <summary>A number, as it is or as a product of numbers and names.</summary>
    internal sealed record Number(ImmutableArray<(double Value, string? Name)> Factors) : CallText;

    /// <summary>A text in quotes.</summary>
    internal sealed record Quoted(string Text) : CallText;

    /// <summary>A word alone: true, false, null, a value of an enumeration, or a number with a name.</summary>
    internal sealed record Word(string Text) : CallText;

    /// <summary>A name with arguments, some of which may be named.</summary>
    internal sealed record Invocation(string Name, ImmutableArray<(string? Name, CallText Value)> Arguments) : CallText;

    /// <summary>Calls one after the other.</summary>
    internal sealed record Sequence(ImmutableArray<CallText> Parts) : CallText;

    private sealed class Reader(string text)
    {
        // Deeper than any model that is written by hand.
        private const int Deepest = 64;
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

            var parts = ImmutableArray.Create(One());
            while (Takes(">>"))
            {
                parts = parts.Add(One());
            }

            depth--;
            return parts.Length == 1 ? parts[0] : new Sequence(parts);
        }

        private CallText One()
        {
            if (Takes("\""))
            {
                var end = text.IndexOf('"', Place);
                var quoted = end < 0 ? throw Wrong("a quote that ends") : text[Place..end];
                Place = end + 1;
                return new Quoted(quoted);
            }

            if (Takes("("))
            {
                var inner = Chain();
                return Takes(")") ? inner : throw Wrong(")");
            }

            SkipSpace();
            if (Place < text.Length && (char.IsAsciiDigit(text[Place]) || text[Place] is '-' or '.'))
            {
                return Product((Digits(), null));
            }

            var name = Name();
            return Takes("(") ? new Invocation(name, Arguments())
                : Next('*') ? Product((1, name))
                : new Word(name);
        }

        private Number Product((double Value, string? Name) first)
        {
            var factors = ImmutableArray.Create(first);
            while (Takes("*"))
            {
                SkipSpace();
                factors = factors.Add(
                    Place < text.Length && char.IsAsciiLetter(text[Place]) ? (1, Name()) : (Digits(), null)
                );
            }

            return new Number(factors);
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
                ) && double.IsFinite(number)
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

        private bool Next(char sign)
        {
            SkipSpace();
            return Place < text.Length && text[Place] == sign;
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

        private FormatException Wrong(string wanted) => new($"at '{text[Place..]}' {wanted} is wanted");
    }
}
