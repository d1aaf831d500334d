using System.Collections.Immutable;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Schemas;

/// <summary>What ONNX says of an operator from one opset on, until the next that changes it.</summary>
/// <param name="Domain">The operator set; empty for ONNX's own.</param>
/// <param name="Name">The operator.</param>
/// <param name="Since">The opset that brought this form.</param>
/// <param name="IsDeprecated">Whether the opset took the operator away.</param>
/// <param name="Inputs">The operands.</param>
/// <param name="Outputs">The results.</param>
/// <param name="Attributes">The attributes by name.</param>
internal sealed record OperatorSchema(
    string Domain,
    string Name,
    int Since,
    bool IsDeprecated,
    ImmutableArray<Formal> Inputs,
    ImmutableArray<Formal> Outputs,
    ImmutableSortedDictionary<string, AttributeSchema> Attributes
);

/// <summary>An operand or result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">The variable that its type is, the same for all that name it; or the type itself.</param>
/// <param name="Types">The types that it may be of, in ONNX's words: <c>float16</c>, <c>seq(int64)</c>.</param>
/// <param name="Presence">How often it stands there.</param>
/// <param name="IsMixed">Whether those of one place may be of several types.</param>
internal sealed record Formal(
    string Name,
    string Variable,
    ImmutableSortedSet<string> Types,
    Presence Presence,
    bool IsMixed
)
{
    /// <summary>Gets a value indicating whether there may be any number of them; such a one stands last.</summary>
    public bool IsRepeated => Presence is Presence.Any or Presence.Some;
}

/// <summary>How often an operand or result stands there.</summary>
internal enum Presence
{
    /// <summary>Once.</summary>
    One,

    /// <summary>Once or not at all.</summary>
    Optional,

    /// <summary>Once or more often.</summary>
    Some,

    /// <summary>As often as one likes.</summary>
    Any,
}

/// <summary>An attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether it must stand there.</param>
/// <param name="Default">What holds where it does not, as an operator reads it; null where the operator's text says.</param>
internal sealed record AttributeSchema(string Name, AttributeType Type, bool IsRequired, object? Default);
