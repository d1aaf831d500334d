using System.Globalization;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet;

/// <summary>The attributes of a node as text.</summary>
internal static class AttributeTexts
{
    private const int MaxItems = 8;
    private const int MaxLetters = 40;

    /// <summary>All attributes, separated by commas.</summary>
    public static string Of(IEnumerable<AttributeProto> attributes) =>
        string.Join(", ", attributes.Select(one => $"{one.Name}={Value(one)}"));

    private static string Value(AttributeProto one) =>
        one.Type switch
        {
            Kind.Int => one.I.ToString(CultureInfo.InvariantCulture),
            Kind.Float => one.F.ToString(CultureInfo.InvariantCulture),
            Kind.String => Short(one.S.ToStringUtf8()),
            Kind.Ints => List(one.Ints.Count, one.Ints.Select(i => i.ToString(CultureInfo.InvariantCulture))),
            Kind.Floats => List(one.Floats.Count, one.Floats.Select(f => f.ToString(CultureInfo.InvariantCulture))),
            Kind.Strings => List(one.Strings.Count, one.Strings.Select(text => Short(text.ToStringUtf8()))),
            Kind.Tensor => $"a tensor [{string.Join(", ", one.T?.Dims.ToArray() ?? [])}]",
            Kind.Graph => $"a graph of {one.G?.Node.Count ?? 0} nodes",
            var other => $"{other}",
        };

    private static string List(int count, IEnumerable<string> items) =>
        $"[{string.Join(", ", items.Take(MaxItems))}{(count > MaxItems ? $", ... of {count}" : string.Empty)}]";

    private static string Short(string text) => text.Length <= MaxLetters ? text : $"{text[..MaxLetters]}...";
}
