namespace FunctionalNet.Execution;

/// <summary>
/// The order of execution of the groups, and which next values overwrite their state variables in place. That requires that every other
/// reader of the old value can run first. A value is packed as soon as possible, and unpacked right before each group that reads it.
/// </summary>
internal sealed class ExecutionOrder
{
    private readonly IReadOnlyDictionary<Expr, FusionGroup> unitOf;
    private readonly HashSet<Expr> kept;
    private readonly Dictionary<FusionGroup, HashSet<FusionGroup>> before;

    // The index of each group in some order that respects `before`; lets searches end early.
    private Dictionary<FusionGroup, int> places;

    public ExecutionOrder(
        IReadOnlyDictionary<Expr, FusionGroup> unitOf,
        IReadOnlyList<(Expr Variable, Expr Next)> updates,
        IReadOnlyCollection<Expr> kept
    )
    {
        (this.unitOf, this.kept) = (unitOf, [.. kept]);
        var all = unitOf.Values.Distinct().OrderBy(unit => unit.Members[^1].Id).ToList();
        var units = all.Where(unit => !IsLate(unit)).ToList();
        before = units.ToDictionary(unit => unit, unit => Operands(unit).SelectMany(Needed).ToHashSet());
        var readers = all.SelectMany(unit => unit.Reads.Select(read => (read, unit)))
            .ToLookup(edge => edge.read, edge => edge.unit);
        var taken = new HashSet<Expr>();
        places = Places(units);
        foreach (var (variable, next) in updates)
        {
            var source = FusionGroup.Source(next);
            var writer = unitOf[source];
            FusionGroup[] others = [.. readers[variable].Where(reader => reader != writer)];
            if (Overwrites(writer, variable, source, others) && taken.Add(source))
            {
                InPlace.Add(source, variable);
                before[writer].UnionWith(others);
                if (others.Any(reader => places[reader] > places[writer]))
                {
                    places = Places(units);
                }
            }
        }

        Units = Order(units);
    }

    /// <summary>Gets the groups in the order of execution.</summary>
    public IReadOnlyList<FusionGroup> Units { get; }

    /// <summary>Gets the variable that each such expression overwrites.</summary>
    public Dictionary<Expr, Expr> InPlace { get; } = [];

    /// <summary>Whether a group is recomputed right before each group that reads it.</summary>
    public bool IsLate(FusionGroup unit) => unit.Members is [{ Op: IRecomputed } only] && !kept.Contains(only);

    private IEnumerable<FusionGroup> Operands(FusionGroup unit) =>
        unit.Reads.Select(read => unitOf.GetValueOrDefault(read)).OfType<FusionGroup>();

    private IEnumerable<FusionGroup> Needed(FusionGroup operand) =>
        IsLate(operand) ? Operands(operand).SelectMany(Needed) : [operand];

    private Dictionary<FusionGroup, int> Places(List<FusionGroup> units)
    {
        var order = Order(units);
        return order.Where(before.ContainsKey).Select((unit, place) => (unit, place)).ToDictionary();
    }

    private bool Overwrites(FusionGroup writer, Expr variable, Expr source, FusionGroup[] others) =>
        writer.IsElementwise
        && source.Shape.Size == variable.Shape.Size
        && Aliasing.IsReadInPlace(writer, variable)
        && !Array.Exists(others, reader => Precedes(writer, reader));

    // Only groups after the first in the order can depend on it.
    private bool Precedes(FusionGroup first, FusionGroup second)
    {
        var place = places[first];
        var seen = new HashSet<FusionGroup>();
        var open = new Stack<FusionGroup>(places[second] < place ? [] : [second]);
        while (open.TryPop(out var unit))
        {
            if (unit == first)
            {
                return true;
            }

            foreach (var earlier in before[unit].Where(unit => places[unit] >= place && seen.Add(unit)))
            {
                open.Push(earlier);
            }
        }

        return false;
    }

    private List<FusionGroup> Order(List<FusionGroup> units)
    {
        var waits = before.ToDictionary(pair => pair.Key, pair => pair.Value.Count);
        var after = before
            .SelectMany(pair => pair.Value.Select(first => (first, pair.Key)))
            .ToLookup(edge => edge.first, edge => edge.Key);
        var ready = new PriorityQueue<FusionGroup, (long Age, long Id)>(
            units.Where(unit => waits[unit] == 0).Select(unit => (unit, Rank(unit)))
        );
        var order = new List<FusionGroup>(units.Count);
        while (ready.TryDequeue(out var unit, out _))
        {
            order.AddRange(Operands(unit).Where(IsLate));
            order.Add(unit);
            foreach (var next in after[unit])
            {
                if (--waits[next] == 0)
                {
                    ready.Enqueue(next, Rank(next));
                }
            }
        }

        return order;
    }

    // Groups that free memory go first: packing, also of buckets that other ranks wait for; then in-place updates of the state, which
    // free gradients. Scalars are next, since updates wait for those that depend on the step alone. The others go by age.
    private (long Age, long Id) Rank(FusionGroup unit) =>
        (
            unit.Members is [{ Op: Packed.Pack or Buckets.Begin }] ? long.MinValue
            : unit.Members.Exists(InPlace.ContainsKey) ? long.MinValue + 1
            : unit.IsElementwise && unit.Members.TrueForAll(member => member.Shape.Size == 1) ? long.MinValue + 2
            : unit.Members.Max(member => member.Age),
            unit.Members[^1].Id
        );
}
