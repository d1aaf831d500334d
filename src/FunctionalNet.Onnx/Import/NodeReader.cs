using System.Collections.Immutable;
using System.Globalization;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Import;

/// <summary>A node from a file in the form that operators read.</summary>
internal static class NodeReader
{
    /// <exception cref="FormatException">An attribute is of a kind that is not supported, or stands twice.</exception>
    public static OnnxNode Read(NodeProto node, ImmutableArray<Expr?> inputs)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var attribute in node.Attribute)
        {
            if (!attributes.TryAdd(attribute.Name, Value(attribute)))
            {
                throw new FormatException($"the attribute '{attribute.Name}' stands twice");
            }
        }

        return new OnnxNode(node.OpType, inputs) { Attributes = attributes.ToImmutable() };
    }

    private static object Value(AttributeProto attribute) =>
        attribute.Type switch
        {
            AttributeType.Int => attribute.I,
            AttributeType.Float => Shortest(attribute.F),
            AttributeType.String => attribute.S.ToStringUtf8(),
            AttributeType.Ints => attribute.Ints.ToArray(),
            AttributeType.Floats => attribute.Floats.Select(Shortest).ToArray(),
            AttributeType.Tensor => attribute.T is { } tensor
                ? TensorReader.ReadConstant(tensor)
                : throw new FormatException($"the attribute '{attribute.Name}' has no tensor"),
            var other => throw new FormatException(
                $"the attribute '{attribute.Name}' is of the kind {other}, which is not supported"
            ),
        };

    // ONNX has only float32 attributes. The shortest decimal that rounds to one is what somebody wrote: 0.01, not
    // 0.0099999998; in float32 it is the same number.
    private static double Shortest(float value) =>
        float.IsFinite(value)
            ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value;
}
