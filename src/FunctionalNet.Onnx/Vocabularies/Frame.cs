using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet.Vocabularies;

/// <summary>The special tokens around a text, which a post-processor puts there.</summary>
/// <param name="Before">Those that begin it, as BERT's <c>[CLS]</c>.</param>
/// <param name="After">Those that end it, as BERT's <c>[SEP]</c>.</param>
internal readonly record struct Frame(ImmutableArray<int> Before, ImmutableArray<int> After)
{
    /// <summary>Gets the frame of nothing.</summary>
    public static Frame None { get; } = new([], []);

    /// <summary>The frame of a post-processor, for one text.</summary>
    /// <exception cref="NotSupportedException">It is of a kind that is not read.</exception>
    public static Frame Of(JsonElement? postProcessor) =>
        postProcessor is not { } json
            ? None
            : json.Kind() switch
            {
                "ByteLevel" => None,
                "BertProcessing" or "RobertaProcessing" => new([Token(json, "cls")], [Token(json, "sep")]),
                "TemplateProcessing" => Template(json),
                "Sequence" => json.Items("processors").Where(one => one.Kind() != "ByteLevel").ToArray() switch
                {
                    [] => None,
                    [var one] => Of(one),
                    _ => throw JsonFields.NotSupported("the post-processor 'Sequence' of several that add tokens"),
                },
                var kind => throw JsonFields.NotSupported($"the post-processor '{kind}'"),
            };

    // A token and its number, ["[SEP]", 102].
    private static int Token(JsonElement json, string name) =>
        json.Part(name) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
            ? pair[1].Number()
            : throw new FormatException($"the '{name}' of its '{json.Kind()}' is no token with its number");

    // Of a truncated text the last token is kept; so there may be one behind it.
    private static Frame Template(JsonElement json)
    {
        JsonElement[] parts = [.. json.Items("single")];
        int[] texts = [.. parts.Index().Where(part => IsText(part.Item)).Select(part => part.Index)];
        if (texts is not [var text])
        {
            throw JsonFields.NotSupported($"a TemplateProcessing in which a text occurs {texts.Length} times");
        }

        var (before, after) = (Tokens(json, parts[..text]), Tokens(json, parts[(text + 1)..]));
        return after.Length <= 1
            ? new(before, after)
            : throw JsonFields.NotSupported($"a TemplateProcessing that ends texts with {after.Length} tokens");
    }

    private static bool IsText(JsonElement part) =>
        part.Optional("Sequence") is { } sequence
        && (
            sequence.Text("id") == "A"
                ? true
                : throw new FormatException("its TemplateProcessing of one text has the second of a pair")
        );

    private static ImmutableArray<int> Tokens(JsonElement json, IEnumerable<JsonElement> parts) =>
        [
            .. parts.SelectMany(part =>
                json.Part("special_tokens")
                    .Part(part.Part("SpecialToken").Text("id"))
                    .Items("ids")
                    .Select(number => number.Number())
            ),
        ];
}
