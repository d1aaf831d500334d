using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// An ONNX node without its protobuf: what an operator exports to and is imported from. An operand that ONNX passes as
/// a tensor although it is fixed (axes, shapes, bounds) is a constant expression among the operands.
/// </summary>
/// <param name="Operator">The operator type.</param>
/// <param name="Inputs">The operands; null where an optional one is absent.</param>
internal sealed record OnnxNode(string Operator, ImmutableArray<Expr?> Inputs)
{
    /// <summary>
    /// Gets the attributes: <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or arrays of the first two, and for types
    /// <see cref="ElementType"/> or <see cref="Precision"/>.
    /// </summary>
    public ImmutableDictionary<string, object> Attributes { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Gets the fixed value of an operand, or null: what an importer knows beside constants, such as stored weights.</summary>
    public Func<Expr, Constant?> Fixed { get; init; } = expr => expr.Op as Constant;

    /// <summary>Gets the version of the operator set that the node is written in; the pinned one for nodes of this library.</summary>
    public long Version { get; init; } = 21;

    /// <summary>Gets the types that the operands have in a file, by their numbers in ONNX; 0 where one is absent, none where it is no file's.</summary>
    public ImmutableArray<long> Types { get; init; } = [];

    /// <summary>Gets the number of outputs that the node names.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Gets the place of the value among the node's outputs, for an operator that stands for one of several.</summary>
    public int Output { get; init; }

    /// <summary>Gets the node of one operand that follows on the value, where it takes two to say it.</summary>
    public OnnxNode? Then { get; init; }

    /// <summary>
    /// Gets how the node is written before an opset, where its operands and attributes do not tell by themselves that the operator was
    /// another one then; without a form nothing means the same.
    /// </summary>
    public (int Opset, OnnxNode? Form)? Older { get; init; }

    /// <summary>Gets the sizes that an operand holds where free axes are among them, or null: what an importer finds out.</summary>
    public Func<Expr, ImmutableArray<Dim?>?> FreeSizes { get; init; } = _ => null;

    /// <summary>Gets the operands of an operator that takes any number of them, none of which may be absent.</summary>
    public Expr[] All =>
        Inputs.IsEmpty ? [this[0]] : [.. Enumerable.Range(0, Inputs.Length).Select(input => this[input])];

    /// <summary>Gets the operand at a place.</summary>
    public Expr this[int input] =>
        Optional(input) ?? throw new FormatException($"{Operator} needs an input at place {input}.");

    /// <summary>The operand at a place, or null.</summary>
    public Expr? Optional(int input) => input < Inputs.Length ? Inputs[input] : null;

    /// <summary>The type of the operand at a place in the file, by its number in ONNX; 0 where it is not known.</summary>
    public long TypeOf(int input) => input < Types.Length ? Types[input] : 0;

    /// <summary>This node with one attribute more.</summary>
    public OnnxNode With(string name, object value) => this with { Attributes = Attributes.SetItem(name, value) };

    /// <summary>This node, which is written in another form before an opset, or not at all.</summary>
    public OnnxNode Before(int opset, OnnxNode? form = null) => this with { Older = (opset, form) };

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long missing) => Attribute(name, missing);

    /// <summary>An integer attribute that is an axis, a count or a size.</summary>
    /// <exception cref="FormatException">It is beyond 32 bits.</exception>
    public int Int32(string name, int missing) => Narrow(name, Int(name, missing));

    /// <summary>An integer attribute that says yes, 1, or no, 0.</summary>
    /// <exception cref="FormatException">It is another number, on whose meaning runtimes do not agree.</exception>
    public bool Flag(string name, bool missing) =>
        Int(name, missing ? 1 : 0) switch
        {
            0 => false,
            1 => true,
            var other => throw new FormatException($"{Operator} has {name} = {other}, which must be 0 or 1."),
        };

    /// <summary>A number attribute.</summary>
    public double Real(string name, double missing) => Attribute(name, missing);

    /// <summary>A number attribute. A file keeps float32: what is that of a known number is the known number.</summary>
    public double Real(string name, double missing, double known) =>
        Real(name, missing) is var read && (float)read == (float)known ? known : read;

    /// <summary>A text attribute.</summary>
    public string Text(string name, string missing) => Attribute(name, missing);

    /// <summary>A text attribute that is one of some, the first when it is absent.</summary>
    /// <exception cref="FormatException">It is another one.</exception>
    public string OneOf(string name, params ReadOnlySpan<string> choices)
    {
        var text = Text(name, choices[0]);
        return choices.Contains(text)
            ? text
            : throw new FormatException(
                $"{Operator} has {name} = {text}, which is none of {string.Join(", ", choices.ToArray())}."
            );
    }

    /// <summary>An attribute of texts; empty when it is absent.</summary>
    public string[] Texts(string name) => Attribute<string[]>(name, []);

    /// <summary>An attribute of integers; null when it is absent.</summary>
    public long[]? Ints(string name) => Attribute<long[]?>(name, null);

    /// <summary>An attribute of axes, counts or sizes; null when it is absent.</summary>
    /// <exception cref="FormatException">One is beyond 32 bits.</exception>
    public int[]? Int32s(string name) =>
        Ints(name) is { } numbers ? [.. numbers.Select(one => Narrow(name, one))] : null;

    /// <summary>
    /// The integers of a constant operand; null when it is absent. Larger ones than fit, by which exporters mean the end of an
    /// axis, become the largest.
    /// </summary>
    public int[]? Ints(int input) =>
        Constants(input) is { } values ? [.. values.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))] : null;

    /// <summary>The numbers of a constant operand; null when it is absent.</summary>
    public ImmutableArray<double>? Constants(int input) =>
        Optional(input) is not { } operand ? null
        : Fixed(operand) is { } constant ? constant.Values
        : throw new NotKnownException($"{Operator} needs a constant as its input at place {input}.");

    private int Narrow(string name, long number) =>
        number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new FormatException($"{Operator} has {name} = {number}, which is beyond 32 bits.");

    private T Attribute<T>(string name, T missing) =>
        !Attributes.TryGetValue(name, out var value) ? missing
        : value is T typed ? typed
        : throw new FormatException($"{Operator} has an attribute '{name}' of an unexpected type.");
}
