using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Schemas;

/// <summary>Checks a node against the schema of its operator: a violation is a FormatException that names the valid form.</summary>
internal static class SchemaCheck
{
    // Names with this prefix are for runtimes, and have no meaning in a file.
    private const string Internal = "__";

    /// <summary>The schema of a node.</summary>
    /// <exception cref="FormatException">The operator is not in the opset.</exception>
    public static OperatorSchema Of(string domain, string name, long opset)
    {
        var schema = OperatorSchemas.Of(domain, name, opset);
        return schema switch
        {
            { IsDeprecated: false } => schema,
            { IsDeprecated: true } => throw new FormatException(
                $"{name} was taken away in opset {schema.Since}; the file is of opset {opset}"
            ),
            null when OperatorSchemas.First(domain, name) is { } first => throw new FormatException(
                $"{name} came with opset {first}; the file is of opset {opset}"
            ),
            _ => throw new Import.UnsupportedException(name, "the operator is unknown or not supported"),
        };
    }

    /// <summary>Throws if the number of operands or results is wrong, or a required one is omitted.</summary>
    public static void Names(OperatorSchema schema, NodeProto node)
    {
        Names(schema, schema.Inputs, node.Input, "operand", "takes");
        Names(schema, schema.Outputs, node.Output, "result", "gives");
    }

    /// <summary>Throws if attributes are unknown, duplicate, missing, or of another type.</summary>
    public static void Attributes(OperatorSchema schema, IReadOnlyCollection<AttributeProto> attributes)
    {
        if (attributes.Count == 0 && schema.Attributes.IsEmpty)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            if (!seen.Add(attribute.Name))
            {
                throw new FormatException($"the attribute '{attribute.Name}' is given twice");
            }

            if (schema.Attributes.TryGetValue(attribute.Name, out var known))
            {
                Type(schema, attribute, known.Type);
            }
            else if (!attribute.Name.StartsWith(Internal, StringComparison.Ordinal))
            {
                throw new FormatException(
                    $"the attribute '{attribute.Name}' is unknown: {Titled(schema)} has {Listed(schema.Attributes.Keys)}"
                );
            }
        }

        if (schema.Attributes.Values.FirstOrDefault(one => one.IsRequired && !seen.Contains(one.Name)) is { } missing)
        {
            throw new FormatException(
                $"the attribute '{missing.Name}' ({Word(missing.Type)}) is missing, which {Titled(schema)} requires"
            );
        }
    }

    private static void Names(
        OperatorSchema schema,
        IReadOnlyList<Formal> formals,
        IReadOnlyList<string> names,
        string what,
        string verb
    )
    {
        var min = formals.Select((formal, i) => formal.Presence is Presence.One or Presence.Some ? i + 1 : 0);
        var (fewest, isOpen) = (min.Append(0).Max(), formals is [.., { IsRepeated: true }]);
        fewest = isOpen ? Math.Max(fewest, formals.Count - 1) : fewest;
        if (names.Count < fewest || (names.Count > formals.Count && !isOpen))
        {
            var right =
                isOpen ? $"{fewest} or more"
                : fewest == formals.Count ? $"{fewest}"
                : $"{fewest} to {formals.Count}";
            throw new FormatException(
                $"it has {names.Count} {what}s, but {Titled(schema)} {verb} {right}: {Listed(formals.Select(formal => formal.Name))}"
            );
        }

        for (var i = 0; i < names.Count; i++)
        {
            var formal = formals[Math.Min(i, formals.Count - 1)];
            if (names[i].Length == 0 && formal.Presence == Presence.One)
            {
                throw new FormatException($"its {what} '{formal.Name}' at place {i} has no name, but is not optional");
            }
        }
    }

    private static void Type(OperatorSchema schema, AttributeProto attribute, AttributeType right)
    {
        if (attribute.Type != right)
        {
            throw new FormatException(
                $"the attribute '{attribute.Name}' is of the type {Word(attribute.Type)}, but {Titled(schema)} has it as {Word(right)}"
            );
        }
    }

    private static string Titled(OperatorSchema schema) => $"{schema.Name} of opset {schema.Since}";

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "none";

    private static string Word(AttributeType type) => type.ToString().ToLowerInvariant();
}
