using FunctionalNet.Import;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Schemas;

/// <summary>Checks the types of a node's operands against the schema of its operator.</summary>
internal static class TypeCheck
{
    /// <summary>Throws if an operand has a type that the operator does not support, or if two types that must be equal differ.</summary>
    public static void Operands(OperatorSchema schema, IReadOnlyList<Value?> operands)
    {
        var bound = new Dictionary<string, (string Name, DataType Type)>(StringComparer.Ordinal);
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i] is not { } operand)
            {
                continue;
            }

            var (formal, type) = (schema.Inputs[Math.Min(i, schema.Inputs.Length - 1)], operand.Type);
            if (!formal.Types.Contains(Word(type)) && !IsNumberElsewhere(formal, operand))
            {
                throw new FormatException(
                    $"its operand '{formal.Name}' at place {i} is {Word(type)}, but {schema.Name} of opset {schema.Since} takes {string.Join(", ", formal.Types)}"
                );
            }

            var first = bound.TryGetValue(formal.Variable, out var known) ? known : (Name: formal.Name, Type: type);
            if (first.Type != type && !formal.IsMixed)
            {
                throw new FormatException(
                    $"its operands '{first.Name}' and '{formal.Name}' are {Word(first.Type)} and {Word(type)}, but {schema.Name} takes one type for both"
                );
            }

            bound[formal.Variable] = first;
        }
    }

    // PyTorch writes the scales of Resize in the model's number type, in double if that is double. They are equivalent.
    private static bool IsNumberElsewhere(Formal formal, Value operand) =>
        operand.Expr.IsFloat && formal.Variable == "float";

    // Schemas use the names of the protobuf enumeration, in lower case.
    private static string Word(DataType type) => Cases.TypedTensor.NameOf((int)type).ToLowerInvariant();
}
