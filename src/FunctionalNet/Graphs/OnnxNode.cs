using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// An ONNX node without protobuf: what an operator exports to and is imported from. An operand that ONNX passes as a tensor although it is
/// static (axes, shapes, bounds) is a constant expression among the operands.
/// </summary>
/// <param name="Operator">The operator type.</param>
/// <param name="Inputs">The operands; null for an absent optional one.</param>
internal sealed record OnnxNode(string Operator, ImmutableArray<Expr?> Inputs)
{
    /// <summary>
    /// Gets the attributes: <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or arrays of the first two, and for types
    /// <see cref="ElementType"/> or <see cref="Precision"/>.
    /// </summary>
    public ImmutableDictionary<string, object> Attributes { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Gets the static value of an operand, or null: constants, and for an importer also stored weights.</summary>
    public Func<Expr, Constant?> Fixed { get; init; } = expr => expr.Op as Constant;

    /// <summary>Gets the opset version of the node; the pinned one for nodes of this library.</summary>
    public long Version { get; init; } = 21;

    /// <summary>
    /// Gets the element types of the operands in the file, as ONNX numbers them; 0 for an absent operand, empty if the node is not from a
    /// file.
    /// </summary>
    public ImmutableArray<long> Types { get; init; } = [];

    /// <summary>Gets the number of outputs that the node names.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Gets the index of this value among the node's outputs, for an operator that computes one of several.</summary>
    public int Output { get; init; }

    /// <summary>Gets the node that is applied to the result, for an operator that takes two ONNX nodes.</summary>
    public OnnxNode? Then { get; init; }

    /// <summary>
    /// Gets the form of the node before an opset, for an operator whose earlier versions its operands and attributes do not distinguish; a
    /// null form means that there was no equivalent.
    /// </summary>
    public (int Opset, OnnxNode? Form)? Older { get; init; }

    /// <summary>Gets the values of an operand that holds sizes, some of them free axes, or null: inferred by an importer.</summary>
    public Func<Expr, ImmutableArray<Dim?>?> FreeSizes { get; init; } = _ => null;

    /// <summary>Gets the operands of a variadic operator, none of which may be absent.</summary>
    public Expr[] All =>
        Inputs.IsEmpty ? [this[0]] : [.. Enumerable.Range(0, Inputs.Length).Select(input => this[input])];

    /// <summary>Gets the operand at an index.</summary>
    public Expr this[int input] => Optional(input) ?? throw new FormatException($"{Operator} needs input {input}.");

    /// <summary>The operand at an index, or null.</summary>
    public Expr? Optional(int input) => input < Inputs.Length ? Inputs[input] : null;

    /// <summary>The type of the operand at an index in the file, as ONNX numbers it; 0 if unknown.</summary>
    public long TypeOf(int input) => input < Types.Length ? Types[input] : 0;

    /// <summary>This node with one more attribute.</summary>
    public OnnxNode With(string name, object value) => this with { Attributes = Attributes.SetItem(name, value) };

    /// <summary>This node, with another form before an opset, or none.</summary>
    public OnnxNode Before(int opset, OnnxNode? form = null) => this with { Older = (opset, form) };

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long defaultValue) => Attribute(name, defaultValue);

    /// <summary>An integer attribute that is an axis, a count or a size.</summary>
    /// <exception cref="FormatException">It exceeds 32 bits.</exception>
    public int Int32(string name, int defaultValue) => Narrow(name, Int(name, defaultValue));

    /// <summary>A boolean attribute, stored as 1 or 0.</summary>
    /// <exception cref="FormatException">It is another number, which runtimes interpret differently.</exception>
    public bool Flag(string name, bool defaultValue) =>
        Int(name, defaultValue ? 1 : 0) switch
        {
            0 => false,
            1 => true,
            var other => throw new FormatException($"{Operator} has {name} = {other}, which must be 0 or 1."),
        };

    /// <summary>A number attribute.</summary>
    public double Real(string name, double defaultValue) => Attribute(name, defaultValue);

    /// <summary>
    /// A number attribute. A file stores float32: a number that equals the float32 of the known number is read as the known number.
    /// </summary>
    public double Real(string name, double defaultValue, double known) =>
        Real(name, defaultValue) is var read && (float)read == (float)known ? known : read;

    /// <summary>A string attribute.</summary>
    public string Text(string name, string defaultValue) => Attribute(name, defaultValue);

    /// <summary>A string attribute with a fixed set of values, the first of which is the default.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public string OneOf(string name, params ReadOnlySpan<string> choices)
    {
        var text = Text(name, choices[0]);
        return choices.Contains(text)
            ? text
            : throw new FormatException(
                $"{Operator} has {name} = {text}, which is none of {string.Join(", ", choices.ToArray())}."
            );
    }

    /// <summary>An attribute of strings; empty if absent.</summary>
    public string[] Texts(string name) => Attribute<string[]>(name, []);

    /// <summary>An attribute of integers; null if absent.</summary>
    public long[]? Ints(string name) => Attribute<long[]?>(name, null);

    /// <summary>An attribute of axes, counts or sizes; null if absent.</summary>
    /// <exception cref="FormatException">One exceeds 32 bits.</exception>
    public int[]? Int32s(string name) =>
        Ints(name) is { } numbers ? [.. numbers.Select(one => Narrow(name, one))] : null;

    /// <summary>
    /// The integers of a constant operand; null if absent. Values that exceed 32 bits, with which exporters mean the end of an axis, are
    /// clamped.
    /// </summary>
    public int[]? Ints(int input) =>
        Constants(input) is { } values ? [.. values.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))] : null;

    /// <summary>The numbers of a constant operand; null if absent.</summary>
    public ImmutableArray<double>? Constants(int input) =>
        Optional(input) is not { } operand ? null
        : Fixed(operand) is { } constant ? constant.Values
        : throw new NotKnownException($"{Operator} needs a constant as input {input}.");

    private int Narrow(string name, long number) =>
        number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new FormatException($"{Operator} has {name} = {number}, which is beyond 32 bits.");

    private T Attribute<T>(string name, T defaultValue) =>
        !Attributes.TryGetValue(name, out var value) ? defaultValue
        : value is T typed ? typed
        : throw new FormatException($"{Operator} has an attribute '{name}' of an unexpected type.");
}
