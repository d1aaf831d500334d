namespace FunctionalNet.Execution;

/// <summary>
/// The order of the units, and which next values are written over the state that they follow. That is allowed where
/// every other reader of the old value can go first.
/// </summary>
internal sealed class Schedule
{
    private readonly Dictionary<Unit, HashSet<Unit>> before;

    public Schedule(IReadOnlyDictionary<Expr, Unit> unitOf, IReadOnlyList<(Expr Variable, Expr Next)> updates)
    {
        var units = unitOf.Values.Distinct().OrderBy(unit => unit.Members[^1].Id).ToList();
        before = units.ToDictionary(
            unit => unit,
            unit => unit.Reads.Select(read => unitOf.GetValueOrDefault(read)).OfType<Unit>().ToHashSet()
        );
        var readers = units
            .SelectMany(unit => unit.Reads.Select(read => (read, unit)))
            .ToLookup(edge => edge.read, edge => edge.unit);
        var taken = new HashSet<Expr>();
        foreach (var (variable, next) in updates)
        {
            var source = Unit.Source(next);
            if (Overwrites(unitOf[source], variable, source, [.. readers[variable]]) && taken.Add(source))
            {
                InPlace.Add(source, variable);
            }
        }

        Units = Order(units);
    }

    /// <summary>Gets the units in the order in which they run.</summary>
    public IReadOnlyList<Unit> Units { get; }

    /// <summary>Gets the variable over which an expression is written.</summary>
    public Dictionary<Expr, Expr> InPlace { get; } = [];

    private bool Overwrites(Unit writer, Expr variable, Expr source, Unit[] readers)
    {
        var others = readers.Where(reader => reader != writer).ToArray();
        if (
            !writer.IsElementwise
            || source.Shape.Size != variable.Shape.Size
            || !Aliasing.IsReadInPlace(writer, variable)
            || others.Any(reader => Precedes(writer, reader))
        )
        {
            return false;
        }

        before[writer].UnionWith(others);
        return true;
    }

    private bool Precedes(Unit first, Unit second)
    {
        var seen = new HashSet<Unit>();
        var open = new Stack<Unit>([second]);
        while (open.TryPop(out var unit))
        {
            if (unit == first)
            {
                return true;
            }

            foreach (var earlier in before[unit].Where(seen.Add))
            {
                open.Push(earlier);
            }
        }

        return false;
    }

    private List<Unit> Order(List<Unit> units)
    {
        var waits = before.ToDictionary(pair => pair.Key, pair => pair.Value.Count);
        var after = before
            .SelectMany(pair => pair.Value.Select(first => (first, pair.Key)))
            .ToLookup(edge => edge.first, edge => edge.Key);
        var ready = new PriorityQueue<Unit, long>(
            units.Where(unit => waits[unit] == 0).Select(unit => (unit, unit.Members[^1].Id))
        );
        var order = new List<Unit>(units.Count);
        while (ready.TryDequeue(out var unit, out _))
        {
            order.Add(unit);
            foreach (var next in after[unit])
            {
                if (--waits[next] == 0)
                {
                    ready.Enqueue(next, next.Members[^1].Id);
                }
            }
        }

        return order;
    }
}
