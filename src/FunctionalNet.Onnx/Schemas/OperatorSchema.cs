using System.Collections.Immutable;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace FunctionalNet.Schemas;

/// <summary>The ONNX schema of an operator from one opset on, until the next that changes it.</summary>
/// <param name="Domain">The operator set; empty for ONNX's own.</param>
/// <param name="Name">The operator.</param>
/// <param name="Since">The opset that introduced this form.</param>
/// <param name="IsDeprecated">Whether the opset removed the operator.</param>
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
/// <param name="Variable">The type variable, equal for all operands that name it; or the type itself.</param>
/// <param name="Types">The allowed types, in ONNX's notation: <c>float16</c>, <c>seq(int64)</c>.</param>
/// <param name="Presence">How often it may occur.</param>
/// <param name="IsMixed">Whether the operands of a variadic one may have different types.</param>
internal sealed record Formal(
    string Name,
    string Variable,
    ImmutableSortedSet<string> Types,
    Presence Presence,
    bool IsMixed
)
{
    /// <summary>Gets a value indicating whether it is variadic; it is the last one then.</summary>
    public bool IsRepeated => Presence is Presence.Any or Presence.Some;
}

/// <summary>How often an operand or result may occur.</summary>
internal enum Presence
{
    /// <summary>Exactly once.</summary>
    One,

    /// <summary>At most once.</summary>
    Optional,

    /// <summary>At least once.</summary>
    Some,

    /// <summary>Any number of times.</summary>
    Any,
}

/// <summary>An attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether it is required.</param>
/// <param name="Default">The default, in the form that an operator reads; null if the operator's specification defines it.</param>
internal sealed record AttributeSchema(string Name, AttributeType Type, bool IsRequired, object? Default);
