using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Schemas;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Import;

/// <summary>Converts a node of a file to the form that operators read.</summary>
internal static class NodeReader
{
    /// <summary>The node, with its opset's defaults for omitted attributes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="schema">The schema of its operator.</param>
    /// <param name="inputs">Its operands; null for an absent optional one.</param>
    /// <param name="names">The visible names.</param>
    /// <param name="body">Reads a graph in an attribute.</param>
    /// <exception cref="FormatException">An attribute contradicts the schema, or is of an unsupported kind.</exception>
    public static OnnxNode Read(
        NodeProto node,
        OperatorSchema schema,
        ImmutableArray<Expr?> inputs,
        NameScope names,
        Func<GraphProto, Body> body
    )
    {
        AttributeProto[] given =
        [
            .. node.Attribute.Select(names.Resolve).OfType<AttributeProto>().Select(one => Typed(one, schema)),
        ];
        SchemaCheck.Attributes(schema, given);
        var attributes = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        attributes.AddRange(given.Select(one => KeyValuePair.Create(one.Name, Value(one, body))));
        foreach (var (name, attribute) in schema.Attributes)
        {
            if (attribute.Default is { } usual)
            {
                attributes.TryAdd(name, usual);
            }
        }

        return new OnnxNode(node.OpType, inputs) { Attributes = attributes.ToImmutable(), Outputs = node.Output.Count };
    }

    private static object Value(AttributeProto attribute, Func<GraphProto, Body> body) =>
        attribute.Type switch
        {
            AttributeType.Int => attribute.I,
            AttributeType.Float => Shortest(attribute.F),
            AttributeType.String => attribute.S.ToStringUtf8(),
            AttributeType.Ints => attribute.Ints.ToArray(),
            AttributeType.Floats => attribute.Floats.Select(Shortest).ToArray(),
            AttributeType.Strings => attribute.Strings.Select(text => text.ToStringUtf8()).ToArray(),
            AttributeType.Tensor => attribute.T is { } tensor
                ? TensorReader.ReadConstant(tensor)
                : throw new FormatException($"the attribute '{attribute.Name}' has no tensor"),
            AttributeType.Graph => attribute.G is { } graph
                ? body(graph)
                : throw new FormatException($"the attribute '{attribute.Name}' has no graph"),
            var other => throw new UnsupportedException(
                $"{other}",
                $"the attribute '{attribute.Name}' is of the kind {other}, which is not supported"
            ),
        };

    // Before version 2 of the format, the type of an attribute was not stored, but implied by the field that is set. A 0 looks like no
    // field, and then has the operator's type.
    private static AttributeProto Typed(AttributeProto attribute, OperatorSchema schema) =>
        attribute.Type != AttributeType.Undefined
            ? attribute
            : new AttributeProto(attribute)
            {
                Type =
                    attribute.I != 0 ? AttributeType.Int
                    : attribute.F != 0 ? AttributeType.Float
                    : !attribute.S.IsEmpty ? AttributeType.String
                    : attribute.Ints.Count > 0 ? AttributeType.Ints
                    : attribute.Floats.Count > 0 ? AttributeType.Floats
                    : attribute.Strings.Count > 0 ? AttributeType.Strings
                    : attribute.T is not null ? AttributeType.Tensor
                    : attribute.G is not null ? AttributeType.Graph
                    : schema.Attributes.GetValueOrDefault(attribute.Name)?.Type ?? AttributeType.Undefined,
            };

    // ONNX has only float32 attributes. The shortest decimal that rounds to one is what was meant: 0.01, not 0.0099999998; in float32 they
    // are equal.
    private static double Shortest(float value) =>
        float.IsFinite(value)
            ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value;
}
