using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FunctionalNet;

/// <summary>The parser of calls, by recursive descent: a method for each level of precedence.</summary>
/// <param name="text">The text.</param>
internal sealed class CallReader(string text)
{
    // Limits that no handwritten model reaches. Operators nest their left operands, as deeply as values may be nested at most.
    private const int Deepest = 64;
    private const int MostOperators = Nesting.Max;
    private const string NegativeInfinity = "-Infinity";
    private int depth;
    private int operators;

    /// <summary>Gets the index of the next character.</summary>
    public int Place { get; private set; }

    /// <summary>Gets a value indicating whether only white space follows.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return Place == text.Length;
        }
    }

    /// <summary>Reads operands of <c>>></c>, or one alone.</summary>
    /// <exception cref="FormatException">There is none, or it is nested too deeply.</exception>
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
        return parts.Count == 1 ? parts[0] : new CallText.Sequence(parts.ToImmutable());
    }

    private CallText Terms()
    {
        var sum = Factors();
        while (Takes("+"))
        {
            CountOperator();
            sum = new CallText.Sum(sum, Factors());
        }

        return sum;
    }

    private CallText Factors()
    {
        var product = Followed();
        while (Takes("*"))
        {
            CountOperator();
            product = new CallText.Product(product, Followed());
        }

        return product;
    }

    // A method call: its first argument is the value before the dot.
    private CallText Followed()
    {
        var value = One();
        while (Takes("."))
        {
            CountOperator();
            var name = Name();
            value = Takes("(")
                ? new CallText.Invocation($".{name}", [(null, value), .. Arguments()])
                : throw Expected("(");
        }

        return value;
    }

    private void CountOperator()
    {
        if (++operators > MostOperators)
        {
            throw new FormatException($"it has more than {MostOperators} of +, * and calls after a dot");
        }
    }

    private CallText One()
    {
        if (Takes("\""))
        {
            return new CallText.Quoted(Quote());
        }

        if (Takes("["))
        {
            return new CallText.Tuple(Takes("]") ? [] : Items("]"));
        }

        if (Takes("("))
        {
            var items = Items(")");
            return items.Length == 1 ? items[0] : new CallText.Tuple(items);
        }

        SkipSpace();
        if (Place < text.Length && (char.IsAsciiDigit(text[Place]) || text[Place] is '-' or '.'))
        {
            return new CallText.Number(Digits());
        }

        var name = Name();
        return Takes("(") ? new CallText.Invocation(name, Arguments()) : new CallText.Word(name);
    }

    private ImmutableArray<CallText> Items(string end)
    {
        var items = ImmutableArray.CreateBuilder<CallText>();
        do
        {
            items.Add(Chain());
        } while (Takes(","));

        return Takes(end) ? items.ToImmutable() : throw Expected(items.Count == 1 ? end : $", or {end}");
    }

    private string Quote()
    {
        var quoted = new StringBuilder();
        while (Place < text.Length && text[Place] != '"')
        {
            quoted.Append(text[Place] == '\\' ? Escaped() : text[Place++]);
        }

        return Takes("\"") ? quoted.ToString() : throw Expected("a quote that ends");
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
            throw Expected("\\\", \\\\ or \\u with four digits");
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

        return Takes(")") ? arguments.ToImmutable() : throw Expected(", or )");
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

        return Place > start ? text[start..Place] : throw Expected("a name");
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

    private FormatException Expected(string wanted) => new($"at '{text[Place..]}' {wanted} is expected");
}
