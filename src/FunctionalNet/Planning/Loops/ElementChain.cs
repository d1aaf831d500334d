using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// A group of elementwise operators with classified operands: the input of <see cref="LoopProgram{T}"/> and <see cref="TileProgram{T}"/>.
/// </summary>
internal sealed class ElementChain<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Shorter rows are cheaper to expand over a tile than to start one by one.
    private static readonly int ShortestRow = 32 * Vector<T>.Count;

    private readonly List<Storage<T>> streams = [];
    private readonly List<IReader<T>> spreads = [];
    private readonly List<BroadcastReader<T>> scalars = [];
    private readonly List<BroadcastReader<T>> rows = [];
    private readonly List<T> constants = [];

    public ElementChain(FusionGroup unit, Arena<T> memory)
    {
        Length = unit.Shape.Size;
        var members = unit.Members.Select((member, i) => (member, i)).ToDictionary(e => e.member, e => e.i);
        var outside = unit
            .Members.SelectMany(member => member.Inputs)
            .Where(input => !members.ContainsKey(input))
            .Distinct()
            .ToDictionary(input => input, input => Outside(input, unit.Shape, memory));
        Steps =
        [
            .. unit.Members.Select(member => new Step(
                member,
                [
                    .. member.Inputs.Select(input =>
                        members.TryGetValue(input, out var i) ? new Operand(OperandKind.Step, i) : outside[input]
                    ),
                ],
                memory.Has(member) ? Stream(memory.Of(member)) : -1
            )),
        ];
        (Streams, Spreads, Scalars) = ([.. streams], [.. spreads], [.. scalars]);
        (Rows, Constants) = ([.. rows], [.. constants]);
    }

    /// <summary>Gets the number of elements.</summary>
    public int Length { get; }

    /// <summary>Gets the buffers that are read or written element by element.</summary>
    public ImmutableArray<Storage<T>> Streams { get; }

    /// <summary>Gets the operands that are broadcast or packed, and expanded over a tile first.</summary>
    public ImmutableArray<IReader<T>> Spreads { get; }

    /// <summary>Gets the scalar operands.</summary>
    public ImmutableArray<BroadcastReader<T>> Scalars { get; }

    /// <summary>
    /// Gets the operands with one element per row of the result, such as a channel: all of them for rows of one common length.
    /// </summary>
    public ImmutableArray<BroadcastReader<T>> Rows { get; }

    /// <summary>Gets the constants.</summary>
    public ImmutableArray<T> Constants { get; }

    /// <summary>Gets the operators in topological order.</summary>
    public ImmutableArray<Step> Steps { get; }

    private Operand Outside(Expr input, Shape shape, Arena<T> memory)
    {
        if (input.Op is Constant { Values.Length: 1 } constant)
        {
            constants.Add(constant.Value<T>(0));
            return new Operand(OperandKind.Constant, constants.Count - 1);
        }

        if (FusionGroup.PackedSource(input, shape) is { } packed)
        {
            spreads.Add(memory.Reader(packed));
            return new Operand(OperandKind.Spread, spreads.Count - 1);
        }

        var buffer = memory.Buffer(input);
        if (input.Shape == shape)
        {
            return new Operand(OperandKind.Stream, Stream(buffer.Storage));
        }

        var reader = new BroadcastReader<T>(buffer, shape);
        if (buffer.Length == 1)
        {
            scalars.Add(reader);
            return new Operand(OperandKind.Scalar, scalars.Count - 1);
        }

        if (reader.RowLength >= ShortestRow)
        {
            rows.Add(reader);
            return new Operand(OperandKind.Row, rows.Count - 1);
        }

        spreads.Add(reader);
        return new Operand(OperandKind.Spread, spreads.Count - 1);
    }

    private int Stream(Storage<T> storage)
    {
        var known = streams.IndexOf(storage);
        if (known >= 0)
        {
            return known;
        }

        streams.Add(storage);
        return streams.Count - 1;
    }

    /// <summary>An operator with its operands, and the stream to which its result is written, or -1.</summary>
    internal readonly record struct Step(Expr Member, ImmutableArray<Operand> Operands, int Written)
    {
        /// <summary>Gets the operator.</summary>
        public Elementwise Op => (Elementwise)Member.Op;
    }
}

/// <summary>The kind of an operand of a loop.</summary>
internal enum OperandKind
{
    /// <summary>The result of an earlier step.</summary>
    Step,

    /// <summary>Memory, element by element.</summary>
    Stream,

    /// <summary>Memory, expanded over a tile.</summary>
    Spread,

    /// <summary>One element for the whole result.</summary>
    Scalar,

    /// <summary>One element per row.</summary>
    Row,

    /// <summary>A constant.</summary>
    Constant,
}

/// <summary>An operand of a loop.</summary>
internal readonly record struct Operand(OperandKind Kind, int Index);
