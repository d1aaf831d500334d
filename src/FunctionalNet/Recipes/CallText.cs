using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>The syntax tree of a call, before names are resolved.</summary>
internal abstract record CallText
{
    /// <summary>Parses a whole text.</summary>
    /// <exception cref="FormatException">The text is not a call, number, text or name.</exception>
    public static CallText Parse(string text)
    {
        var reader = new CallReader(text);
        var call = reader.Chain();
        return reader.IsAtEnd
            ? call
            : throw new FormatException($"unexpected '{text[reader.Place..]}' after a complete expression");
    }

    /// <summary>Gets the equivalent text.</summary>
    /// <exception cref="InsufficientExecutionStackException">It is nested too deeply for the stack.</exception>
    public string Written
    {
        get
        {
            Nesting.CheckStack();
            return this switch
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
        }
    }

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
}
