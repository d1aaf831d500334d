using FunctionalNet.Import;

namespace FunctionalNet.Schemas;

/// <summary>The types of a node's operands against the schema of its operator.</summary>
internal static class TypeCheck
{
    /// <summary>Throws where an operand is of a type that the operator does not take, or two that must be alike differ.</summary>
    public static void Operands(OperatorSchema schema, IReadOnlyList<Value?> operands)
    {
        var bound = new Dictionary<string, (string Name, ElementType Element)>(StringComparer.Ordinal);
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i] is not { } operand)
            {
                continue;
            }

            var formal = schema.Inputs[Math.Min(i, schema.Inputs.Length - 1)];
            var element = operand.Expr.Type.Element;
            if (!formal.Types.Any(type => Element(type) == element))
            {
                throw new FormatException(
                    $"its operand '{formal.Name}' at place {i} is {Word(element)}, but {schema.Name} of opset {schema.Since} takes {string.Join(", ", formal.Types)}"
                );
            }

            var first = bound.TryGetValue(formal.Variable, out var known) ? known : (Name: formal.Name, Element: element);
            if (first.Element != element && !formal.IsMixed)
            {
                throw new FormatException(
                    $"its operands '{first.Name}' and '{formal.Name}' are {Word(first.Element)} and {Word(element)}, but {schema.Name} takes one type for both"
                );
            }

            bound[formal.Variable] = first;
        }
    }

    private static ElementType? Element(string type) =>
        type switch
        {
            "float" or "double" or "float16" or "bfloat16" => ElementType.Float,
            "int64" or "int32" or "int16" or "int8" => ElementType.Int64,
            "uint64" or "uint32" or "uint16" or "uint8" => ElementType.Int64,
            "bool" => ElementType.Bool,
            _ => null,
        };

    private static string Word(ElementType element) =>
        element switch
        {
            ElementType.Float => "float",
            ElementType.Int64 => "int",
            _ => "bool",
        };
}
