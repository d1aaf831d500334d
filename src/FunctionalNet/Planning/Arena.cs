using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// The memory of every value of a plan: state in the caller's memory, constants in their own, all other values in one arena, where values
/// with disjoint lifetimes share memory.
/// </summary>
internal sealed unsafe class Arena<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int AlignmentInBytes = 64;

    private const string Repair = "take a smaller batch, or keep less until the backward pass by Remat";

    private readonly Dictionary<Expr, Storage<T>> storages = [];
    private readonly Dictionary<Expr, Buffer<T>> buffers = [];
    private readonly List<PinnedMemory<T>> constants = [];
    private readonly Dictionary<Storage<T>, long> offsets = [];
    private readonly long size;
    private readonly string largest;
    private PinnedMemory<T>? arena;

    public Arena(IReadOnlyDictionary<Expr, FusionGroup> unitOf, ExecutionOrder order, IReadOnlyCollection<Expr> kept)
    {
        var units = order.Units;
        var lastRead = new Dictionary<Expr, int>();
        for (var i = 0; i < units.Count; i++)
        {
            foreach (var read in units[i].Reads)
            {
                lastRead[read] = i;
                if (read.Op is Constant && !storages.ContainsKey(read))
                {
                    Own(read);
                }
            }
        }

        foreach (var keep in kept)
        {
            lastRead[keep] = units.Count;
        }

        size = Place(order, lastRead);
        largest = $"{units.SelectMany(unit => unit.Members).MaxBy(member => member.Shape.Size)}";
        foreach (var (source, variable) in order.InPlace)
        {
            storages[source] = Of(variable);
        }

        foreach (var (expr, unit) in unitOf)
        {
            if (!storages.ContainsKey(expr) && (expr == unit.Host || lastRead.ContainsKey(expr)))
            {
                throw new InvalidOperationException($"{expr} has no place.");
            }
        }
    }

    /// <summary>Gets a test of whether a value stays the same over many runs; none does by default.</summary>
    public Func<Expr, bool> IsFixed { get; init; } = _ => false;

    /// <summary>Gets the size of the arena in bytes.</summary>
    public long Bytes => PinnedMemory<T>.BytesFor(size);

    /// <summary>Gets the size of the constants in bytes.</summary>
    public long Constants => constants.Sum(constant => constant.Bytes);

    /// <summary>Allocates the arena unless it is allocated: a plan that is only asked for its size takes no memory.</summary>
    /// <exception cref="InvalidOperationException">The arena exceeds the maximum length of an array, or the available memory.</exception>
    public void Allocate()
    {
        if (arena is not null)
        {
            return;
        }

        if (Bytes / sizeof(T) > Array.MaxLength)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"The values of this plan take {Bytes:N0} bytes at once, the largest {largest}, and an array has at most {Array.MaxLength:N0} elements: {Repair}."
                )
            );
        }

        if (Capacity.Lacking(Bytes) is { } lacking)
        {
            throw new InvalidOperationException(
                $"The values of this plan take {lacking}; the largest is {largest}: {Repair}."
            );
        }

        arena = new PinnedMemory<T>((int)size);
        foreach (var (storage, offset) in offsets)
        {
            storage.Pointer = arena.Pointer + offset;
        }
    }

    /// <summary>The storage of a source; that of a variable is bound by the caller before each run.</summary>
    public Storage<T> Of(Expr source) =>
        storages.TryGetValue(source, out var storage) ? storage : storages[source] = new Storage<T>();

    /// <summary>Whether the value is stored in memory; otherwise it exists only in a tile.</summary>
    public bool Has(Expr source) => storages.ContainsKey(source);

    /// <summary>The buffer of an expression: its shape over the storage of its source.</summary>
    public Buffer<T> Buffer(Expr expr) =>
        buffers.TryGetValue(expr, out var buffer)
            ? buffer
            : buffers[expr] = new Buffer<T>(expr.Shape, Of(FusionGroup.Source(expr)))
            {
                IsFixed = IsFixed(FusionGroup.Source(expr)),
            };

    /// <summary>Reads the elements of an unpacked expression from its packed source.</summary>
    public IReader<T> Reader(Expr unpacked) =>
        new Packed.Reader<T>(Buffer(unpacked.Inputs[0]), unpacked.Shape.Size, ((Packed.Unpack)unpacked.Op).Precision);

    private void Own(Expr constant)
    {
        var memory = new PinnedMemory<T>(constant.Shape.Size);
        constants.Add(memory);
        storages[constant] = new Storage<T> { Pointer = memory.Pointer };
        constant.Op.Evaluate([], Buffer(constant));
    }

    private long Place(ExecutionOrder order, Dictionary<Expr, int> lastRead)
    {
        var (units, inPlace) = (order.Units, order.InPlace);
        var lives = new Dictionary<Storage<T>, Lifetime>();
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            if (order.IsLate(unit))
            {
                Again(unit.Members[0], i);
                continue;
            }

            if (unit.IsFixed)
            {
                // Computed before the first run and read in every later one: alive throughout.
                foreach (var value in unit.Values.Where(value => value == unit.Host || lastRead.ContainsKey(value)))
                {
                    New(value, 0, units.Count);
                }

                continue;
            }

            if (unit.Host is { } host)
            {
                New(host, i, i);
            }

            foreach (
                var member in unit.Members.Where(member => lastRead.ContainsKey(member) && !inPlace.ContainsKey(member))
            )
            {
                if (Dying(unit, i, member) is { } storage)
                {
                    storages[member] = storage;
                    lives[storage] = lives[storage].Until(lastRead[member]);
                }
                else
                {
                    New(member, i, lastRead[member]);
                }
            }
        }

        return ArenaLayout<Storage<T>>.Place(lives, offsets, AlignmentInBytes / sizeof(T));

        void New(Expr expr, int first, int last)
        {
            var storage = storages[expr] = new Storage<T>();
            lives[storage] = new Lifetime(expr.Shape.Size, [(first, last)]);
        }

        // Alive only until the next unit has read it: it is recomputed for every other reader.
        void Again(Expr expr, int now)
        {
            var reader = now + 1;
            while (order.IsLate(units[reader]))
            {
                reader++;
            }

            if (storages.TryGetValue(expr, out var storage))
            {
                lives[storage] = lives[storage] with { Times = [.. lives[storage].Times, (now, reader)] };
            }
            else
            {
                New(expr, now, reader);
            }
        }

        // An operand of the same size that is read here for the last time gives its memory to the result. With a host only the host's
        // result may, for its blocks are written before the other operands are read.
        Storage<T>? Dying(FusionGroup unit, int now, Expr member) =>
            (unit.Host is { } host ? [host] : unit.Reads)
                .Where(read =>
                    storages.TryGetValue(read, out var place)
                    && read.Op is not IRecomputed
                    && lives.TryGetValue(place, out var life)
                    && life.Last == now
                )
                .Where(read => lives[storages[read]].Size == member.Shape.Size && Aliasing.IsReadInPlace(unit, read))
                .Select(read => storages[read])
                .FirstOrDefault();
    }
}
