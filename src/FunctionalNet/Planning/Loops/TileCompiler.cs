using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Turns an elementwise unit into steps over registers and memory.</summary>
internal sealed class TileCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FusionGroup unit;
    private readonly Arena<T> memory;
    private readonly Dictionary<Expr, Operand> places = [];
    private readonly Dictionary<Expr, int> lastStep = [];
    private readonly SortedSet<int> free = [];
    private readonly HashSet<Storage<T>> streams = [];
    private readonly List<Step> steps = [];
    private readonly List<Load> loads = [];
    private readonly List<(int Register, T Value)> constants = [];

    public TileCompiler(FusionGroup unit, Arena<T> memory)
    {
        (this.unit, this.memory) = (unit, memory);
        for (var i = 0; i < unit.Members.Count; i++)
        {
            foreach (var input in unit.Members[i].Inputs)
            {
                lastStep[input] = i;
            }
        }

        // Constants keep their registers; loads come before all steps.
        foreach (
            var input in unit
                .Members.SelectMany(member => member.Inputs)
                .Distinct()
                .Where(input => !unit.Members.Contains(input))
        )
        {
            places[input] = Outside(input);
        }

        var flushes = new List<Step>();
        for (var i = 0; i < unit.Members.Count; i++)
        {
            Compile(i, flushes);
        }

        steps.AddRange(flushes);
        (Steps, Loads, Constants) = ([.. steps], [.. loads], [.. constants]);
    }

    /// <summary>Gets the number of registers.</summary>
    public int Registers { get; private set; }

    /// <summary>Gets the number of places in memory that are read or written directly.</summary>
    public int Buffers => streams.Count;

    public ImmutableArray<Step> Steps { get; }

    public ImmutableArray<Load> Loads { get; }

    public ImmutableArray<(int Register, T Value)> Constants { get; }

    private Operand Outside(Expr input)
    {
        if (input.Op is Constant { Values.Length: 1 } constant)
        {
            var register = Register();
            constants.Add((register, constant.Value<T>(0)));
            return new Operand(register, null);
        }

        var packed = FusionGroup.PackedSource(input, unit.Shape);
        if (packed is null && input.Shape == unit.Shape)
        {
            var storage = memory.Buffer(input).Storage;
            streams.Add(storage);
            return new Operand(-1, storage);
        }

        var loaded = Register();
        loads.Add(
            new Load(
                loaded,
                packed is null ? new BroadcastReader<T>(memory.Buffer(input), unit.Shape) : memory.Reader(packed)
            )
        );
        return new Operand(loaded, null);
    }

    private void Compile(int index, List<Step> flushes)
    {
        var member = unit.Members[index];
        Operand[] inputs =
        [
            .. member.Inputs.Select(input => places[input]),
            .. Enumerable.Repeat(Operand.None, 3 - member.Inputs.Length),
        ];
        foreach (var input in member.Inputs.Distinct().Where(input => lastStep[input] == index))
        {
            // A step may write over its own operands. Constants and loads serve every tile and stay.
            if (unit.Members.Contains(input) && places[input].Memory is null)
            {
                free.Add(places[input].Register);
            }
        }

        var tile = ((Elementwise)member.Op).Tile<T>();
        var stored = memory.Has(member) ? memory.Of(member) : null;
        if (stored is not null)
        {
            streams.Add(stored);
        }

        var clobbers =
            stored is not null
            && unit.Members.Skip(index + 1)
                .SelectMany(later => later.Inputs)
                .Any(later => later != member && Reads(later, stored));
        var result = stored is not null && !clobbers ? new Operand(-1, stored) : new Operand(Register(), null);
        steps.Add(new Step(tile, inputs[0], inputs[1], inputs[2], result));
        places[member] = result;
        if (clobbers)
        {
            // The old value is still read by a later step: the new one is written when the tile is done.
            lastStep[member] = unit.Members.Count;
            flushes.Add(
                new Step(
                    ((Elementwise)member.Copy().Op).Tile<T>(),
                    result,
                    Operand.None,
                    Operand.None,
                    new Operand(-1, stored)
                )
            );
        }
        else if (stored is null && !lastStep.ContainsKey(member))
        {
            free.Add(result.Register);
        }
    }

    private bool Reads(Expr input, Storage<T> storage) =>
        places.TryGetValue(input, out var place) && place.Memory == storage;

    private int Register()
    {
        if (free.Count == 0)
        {
            return Registers++;
        }

        var register = free.Min;
        free.Remove(register);
        return register;
    }

    /// <summary>A register, or a place in memory at the offset of the tile; neither where an operand is absent.</summary>
    internal readonly record struct Operand(int Register, Storage<T>? Memory)
    {
        public static Operand None => new(-1, null);
    }

    /// <summary>One elementwise operator on a tile.</summary>
    internal readonly record struct Step(Tile<T> Tile, Operand A, Operand B, Operand C, Operand Y);

    /// <summary>A broadcast or packed operand that is spread over a register before the steps.</summary>
    internal readonly record struct Load(int Register, IReader<T> From);
}
