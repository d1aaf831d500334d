using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Turns a chain of elementwise operators into steps over registers and memory.</summary>
internal sealed class TileCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ElementChain<T> chain;
    private readonly Location[] results;
    private readonly int[] lastReads;
    private readonly SortedSet<int> free = [];
    private readonly List<Step> steps = [];
    private readonly List<Step> flushes = [];

    public TileCompiler(ElementChain<T> chain)
    {
        this.chain = chain;
        results = new Location[chain.Steps.Length];
        lastReads = [.. chain.Steps.Select((_, i) => LastRead(i))];

        // Constants and loads serve every tile and keep their registers; loads precede all steps.
        Constants = [.. chain.Constants.Select(value => (Registers++, value))];
        Loads =
        [
            .. ((IEnumerable<IReader<T>>)[.. chain.Spreads, .. chain.Scalars, .. chain.Rows]).Select(reader => new Load(
                Registers++,
                reader
            )),
        ];
        for (var i = 0; i < chain.Steps.Length; i++)
        {
            Compile(i);
        }

        Steps = [.. steps, .. flushes];
    }

    /// <summary>Gets the number of registers.</summary>
    public int Registers { get; private set; }

    public ImmutableArray<Step> Steps { get; }

    public ImmutableArray<Load> Loads { get; }

    public ImmutableArray<(int Register, T Value)> Constants { get; }

    // The last step that reads the result of each step; -1 for none.
    private int LastRead(int step)
    {
        var operand = new Operand(OperandKind.Step, step);
        var last = chain.Steps.Length - 1;
        while (last > step && !chain.Steps[last].Operands.Contains(operand))
        {
            last--;
        }

        return last > step ? last : -1;
    }

    private void Compile(int index)
    {
        var (member, operands, written) = chain.Steps[index];
        Location[] inputs = [.. operands.Select(At), .. Enumerable.Repeat(Location.None, 3 - operands.Length)];

        // A step may overwrite its own operands.
        foreach (var operand in operands.Where(operand => operand.Kind == OperandKind.Step))
        {
            if (lastReads[operand.Index] == index && At(operand).Memory is null)
            {
                free.Add(At(operand).Register);
            }
        }

        var stored = written >= 0 ? chain.Streams[written] : null;
        var clobbers = stored is not null && IsReadAfter(index, stored);
        var result = stored is not null && !clobbers ? new Location(-1, stored) : new Location(Register(), null);
        var tile = ((Elementwise)member.Op).Tile<T>();
        steps.Add(new Step(tile, inputs[0], inputs[1], inputs[2], result));
        results[index] = result;
        if (clobbers)
        {
            // A later step still reads the old value: the new one is written when the tile is done.
            lastReads[index] = chain.Steps.Length;
            flushes.Add(
                new Step(
                    ((Elementwise)member.Copy().Op).Tile<T>(),
                    result,
                    Location.None,
                    Location.None,
                    new Location(-1, stored)
                )
            );
        }
        else if (stored is null && lastReads[index] < 0)
        {
            free.Add(result.Register);
        }
    }

    private Location At(Operand operand) =>
        operand.Kind switch
        {
            OperandKind.Step => results[operand.Index],
            OperandKind.Stream => new(-1, chain.Streams[operand.Index]),
            OperandKind.Constant => new(Constants[operand.Index].Register, null),
            OperandKind.Spread => new(Loads[operand.Index].Register, null),
            OperandKind.Scalar => new(Loads[chain.Spreads.Length + operand.Index].Register, null),
            _ => new(Loads[chain.Spreads.Length + chain.Scalars.Length + operand.Index].Register, null),
        };

    // A value already in memory: an operand, or the stored result of an earlier step.
    private bool IsReadAfter(int index, Storage<T> storage) =>
        chain
            .Steps.Skip(index + 1)
            .SelectMany(later => later.Operands)
            .Where(operand => operand.Kind != OperandKind.Step || operand.Index < index)
            .Any(operand => At(operand).Memory == storage);

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

    /// <summary>A register, or an address in memory plus the offset of the tile; neither for an absent operand.</summary>
    internal readonly record struct Location(int Register, Storage<T>? Memory)
    {
        public static Location None => new(-1, null);
    }

    /// <summary>One elementwise operator on a tile.</summary>
    internal readonly record struct Step(Tile<T> Tile, Location A, Location B, Location C, Location Y);

    /// <summary>A broadcast or packed operand that is expanded into a register before the steps.</summary>
    internal readonly record struct Load(int Register, IReader<T> From);
}
