namespace FunctionalNet.Execution;

/// <summary>Partitions a graph into fusion groups.</summary>
internal sealed class Fusion
{
    // A longer program gains nothing, and growing one by one makes planning quadratic.
    private const int LargestUnit = 128;

    // Groups whose connection takes a longer search are not fused, so that planning stays linear in the depth of a graph.
    private const int LongestSearch = 512;
    private const int MaxReads = 8 * LongestSearch;

    // A group raised more often gets the maximum age: searches do not stop at it, and it is not raised again.
    private const int MaxRaises = 64;

    private readonly Dictionary<Expr, FusionGroup> unitOf = [];
    private readonly HashSet<Expr> kept;
    private readonly ILookup<Expr, Expr> users;

    private Fusion(IEnumerable<Expr> roots)
    {
        var order = Expr.Sort(roots);
        users = order
            .SelectMany(expr => expr.Inputs.Select(input => (input, expr)))
            .ToLookup(e => e.input, e => e.expr);
        kept = [.. roots.Select(FusionGroup.Source)];
        var computed = order.Where(expr => !expr.Op.IsView && expr.Op is not (Variable or Constant)).ToArray();
        foreach (var expr in computed)
        {
            var unit = new FusionGroup(expr);
            unitOf[expr] = unit;
            unit.Latest = Next(unit).Select(read => read.Latest).Append(expr.Id).Max();
        }

        // First, since joined elementwise operators could create a dependency between the two.
        Pair(computed);
        foreach (var expr in computed.Where(expr => expr.Op is Elementwise))
        {
            Join(unitOf[expr], expr);
        }

        Host(order);
    }

    /// <summary>The group that computes each expression; variables, constants and views have none.</summary>
    public static IReadOnlyDictionary<Expr, FusionGroup> Of(IEnumerable<Expr> roots) => new Fusion(roots).unitOf;

    // Fuses elementwise operands of the same shape, unless a third group lies on a path between the two.
    private void Join(FusionGroup unit, Expr expr)
    {
        foreach (var input in expr.Inputs)
        {
            if (
                unitOf.TryGetValue(input, out var other)
                && other != unit
                && other.IsElementwise
                && other.Shape == unit.Shape
                && other.Members.Count + unit.Members.Count <= LargestUnit
                && !ReadsThroughView(unit, other)
                && !ReadsThroughView(other, unit)
                && !Between(other, unit)
                && !Between(unit, other)
            )
            {
                other.Absorb(unit);
                foreach (var member in unit.Members)
                {
                    unitOf[member] = other;
                }

                Raise(other, Math.Max(other.Latest, unit.Latest));
                unit = other;
            }
        }
    }

    // An operator whose kernel also computes the value of another one is fused with it, unless either depends on the other.
    private void Pair(Expr[] computed)
    {
        foreach (var y in computed.Where(expr => expr.Op is IFusedWithForward))
        {
            var own = unitOf[y];
            if (
                users[y.Inputs[0]].FirstOrDefault(other => ((IFusedWithForward)y.Op).Gives(y, other)) is { } twin
                && unitOf[twin] is { Members: [_] } unit
                && !Next(own).Contains(unit)
                && !Next(unit).Contains(own)
                && !Between(unit, own)
                && !Between(own, unit)
            )
            {
                unit.Absorb(own);
                unitOf[y] = unit;
                Raise(unit, Math.Max(unit.Latest, own.Latest));
            }
        }
    }

    // A matrix product or convolution whose only reader is one elementwise group, directly, becomes the host of that group.
    private void Host(List<Expr> order)
    {
        var readers = order
            .SelectMany(expr =>
                expr.Inputs.Select(input => (Input: FusionGroup.Source(input), Direct: !input.Op.IsView, Reader: expr))
            )
            .ToLookup(edge => edge.Input);
        foreach (var product in order.Where(expr => expr.Op is IEpilogueHost op && op.CanHost(expr)))
        {
            var units = readers[product]
                .Select(edge => edge.Reader.Op.IsView ? null : unitOf[edge.Reader])
                .Distinct()
                .ToArray();
            if (
                !kept.Contains(product)
                && units is [{ IsElementwise: true, Host: null } reader]
                && reader.Shape == product.Shape
                && readers[product].All(edge => edge.Direct)
            )
            {
                reader.Host = product;
                unitOf[product] = reader;
            }
        }
    }

    // Whether a group reads a view of a value that the other computes: that value has to be in memory first.
    private bool ReadsThroughView(FusionGroup reader, FusionGroup other) =>
        reader
            .Members.SelectMany(member => member.Inputs)
            .Any(input => input.Op.IsView && unitOf.GetValueOrDefault(FusionGroup.Source(input)) == other);

    // Whether a path leads from one group to the other through a third. A long search gives up and answers yes, which is safe.
    private bool Between(FusionGroup from, FusionGroup to)
    {
        var oldest = from.Members[0].Id;
        var reads = 0;
        var seen = new HashSet<FusionGroup>();
        var open = new Stack<FusionGroup>(Next(to).Where(unit => unit != from));
        while (open.TryPop(out var unit))
        {
            if (unit == from || seen.Count > LongestSearch || reads > MaxReads)
            {
                return true;
            }

            if (unit != to && unit.Latest > oldest && seen.Add(unit))
            {
                reads += unit.Reads.Count;
                foreach (var read in unit.Reads)
                {
                    if (unitOf.TryGetValue(read, out var next))
                    {
                        open.Push(next);
                    }
                }
            }
        }

        return false;
    }

    // A group with a newer age raises the age of everything that depends on it, even of groups that existed before.
    private void Raise(FusionGroup raised, long latest)
    {
        raised.Latest = latest;
        var open = new Stack<(Expr Value, long Latest)>(raised.Values.Select(value => (value, latest)));
        while (open.TryPop(out var next))
        {
            foreach (var user in users[next.Value])
            {
                if (user.Op.IsView)
                {
                    open.Push((user, next.Latest));
                }
                else if (unitOf.TryGetValue(user, out var unit) && unit.Latest < next.Latest)
                {
                    unit.Latest = ++unit.Raises > MaxRaises ? long.MaxValue : next.Latest;
                    foreach (var value in unit.Values)
                    {
                        open.Push((value, unit.Latest));
                    }
                }
            }
        }
    }

    private IEnumerable<FusionGroup> Next(FusionGroup unit) =>
        unit.Reads.Select(read => unitOf.GetValueOrDefault(read)).OfType<FusionGroup>().Distinct();
}
