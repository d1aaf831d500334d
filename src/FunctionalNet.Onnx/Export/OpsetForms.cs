using FunctionalNet.Cases;
using FunctionalNet.Schemas;

namespace FunctionalNet.Export;

/// <summary>Checks nodes against the schemas of opsets: number and types of operands, and attributes.</summary>
internal static class OpsetForms
{
    /// <summary>Whether an opset supports a node unchanged.</summary>
    public static bool Has(OnnxNode node, int opset) =>
        OperatorSchemas.Of(string.Empty, node.Operator, opset) is { IsDeprecated: false } schema
        && node.Output < schema.Outputs.Length
        && node.Attributes.Keys.All(schema.Attributes.ContainsKey)
        && HasOperands(schema, node)
        && HasResult(schema, node);

    private static bool HasOperands(OperatorSchema schema, OnnxNode node)
    {
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (i >= schema.Inputs.Length && schema.Inputs is not [.., { IsRepeated: true }])
            {
                return false;
            }

            var formal = schema.Inputs[Math.Min(i, schema.Inputs.Length - 1)];
            if (node.Inputs[i] is { } operand && !formal.Types.Contains(Word(operand.Type.Element)))
            {
                return false;
            }
        }

        return true;
    }

    // The target type of a cast is only in an attribute.
    private static bool HasResult(OperatorSchema schema, OnnxNode node) =>
        !node.Attributes.TryGetValue("to", out var to)
        || schema
            .Outputs[0]
            .Types.Contains(
                to switch
                {
                    ElementType element => Word(element),
                    Precision precision => Word((int)Tensors.Stored(ElementType.Float, precision)),
                    var code => Word((int)(long)code),
                }
            );

    // Operators support float32 and float64 alike, so either may be written.
    private static string Word(ElementType element) => Word((int)Tensors.Code(element, Precision.Float32));

    private static string Word(int code) => TypedTensor.NameOf(code).ToLowerInvariant();
}
