using Google.Protobuf.Collections;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Schemas;

/// <summary>
/// Checks the fields of attributes, whatever their operator: a type, and a value in the field of that type alone. A zero looks like no
/// value.
/// </summary>
internal static class AttributeFields
{
    // Before this version the type was implied by the field.
    private const long Typed = 2;

    /// <summary>Throws if attributes of a node contradict themselves.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="format">The version of the file's format.</param>
    /// <exception cref="FormatException">The contradiction.</exception>
    public static void Check(RepeatedField<AttributeProto> attributes, long format)
    {
        foreach (var attribute in attributes)
        {
            if (Problem(attribute, format) is { } problem)
            {
                throw new FormatException($"the attribute '{attribute.Name}' {problem}");
            }
        }
    }

    private static string? Problem(AttributeProto attribute, long format)
    {
        AttributeType[] used = [.. Used(attribute)];
        return attribute.RefAttrName.Length > 0
            ? used.Length == 0
                ? null
                : $"is that of the function named '{attribute.RefAttrName}', and has a value of its own"
            : used.Length > 1
                ? $"has several values: {string.Join(", ", used.Select(Word))}"
                : attribute.Type == AttributeType.Undefined
                    ? format < Typed
                        ? null
                        : $"has no type, which version {format} of the format requires"
                    : used is [var only] && only != attribute.Type
                        ? $"is of the type {Word(attribute.Type)}, and its value is of the type {Word(only)}"
                        : null;
    }

    private static IEnumerable<AttributeType> Used(AttributeProto attribute) =>
        new (AttributeType Type, bool IsUsed)[]
        {
            (AttributeType.Int, attribute.I != 0),
            (AttributeType.Float, BitConverter.SingleToInt32Bits(attribute.F) != 0),
            (AttributeType.String, !attribute.S.IsEmpty),
            (AttributeType.Tensor, attribute.T is not null),
            (AttributeType.Graph, attribute.G is not null),
            (AttributeType.SparseTensor, attribute.SparseTensor is not null),
            (AttributeType.Ints, attribute.Ints.Count > 0),
            (AttributeType.Floats, attribute.Floats.Count > 0),
            (AttributeType.Strings, attribute.Strings.Count > 0),
            (AttributeType.Tensors, attribute.Tensors.Count > 0),
            (AttributeType.Graphs, attribute.Graphs.Count > 0),
            (AttributeType.SparseTensors, attribute.SparseTensors.Count > 0),
        }
            .Where(field => field.IsUsed)
            .Select(field => field.Type);

    private static string Word(AttributeType type) => $"{type}".ToLowerInvariant();
}
