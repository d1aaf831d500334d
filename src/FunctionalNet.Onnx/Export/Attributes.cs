using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>Attributes in ONNX's format, sorted by name, so that the same node gives the same bytes.</summary>
internal static class Attributes
{
    public static IEnumerable<AttributeProto> Of(OnnxNode node, Precision precision) =>
        node
            .Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => Of(attribute.Key, attribute.Value, precision));

    private static AttributeProto Of(string name, object value, Precision precision)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long whole:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, whole);
                break;
            case ElementType element:
                (attribute.Type, attribute.I) = (
                    AttributeProto.Types.AttributeType.Int,
                    (long)Tensors.Code(element, precision)
                );
                break;
            case Precision stored:
                (attribute.Type, attribute.I) = (
                    AttributeProto.Types.AttributeType.Int,
                    (long)Tensors.Stored(ElementType.Float, stored)
                );
                break;
            case double real:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, (float)real);
                break;
            case string text:
                (attribute.Type, attribute.S) = (
                    AttributeProto.Types.AttributeType.String,
                    ByteString.CopyFromUtf8(text)
                );
                break;
            case long[] wholes:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(wholes);
                break;
            case double[] reals:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.AddRange(reals.Select(real => (float)real));
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            default:
                throw new InvalidOperationException(
                    $"The attribute '{name}' is a {value.GetType().Name}, which ONNX does not have."
                );
        }

        return attribute;
    }
}
