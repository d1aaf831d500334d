using System.Globalization;

namespace FunctionalNet.Cli.Reports;

/// <summary>A model as a graph of layers.</summary>
/// <param name="Boxes">The boxes, each after its inputs.</param>
/// <param name="Flows">The edges between boxes, by index.</param>
internal sealed record ModelGraph(IReadOnlyList<ModelGraph.Box> Boxes, IReadOnlyList<(int From, int To)> Flows)
{
    // The maximum number of boxes: with more, inner layers are merged into the layer that contains them.
    private const int MaxBoxes = 60;

    private const int LongestTitle = 40;

    /// <summary>The graph of a model.</summary>
    public static ModelGraph Of(Model<float> model)
    {
        var composed = model.Compose(new Shape(Dim.Named("n")).Append(model.Input));
        var deepest = composed.Origins.Values.Select(path => path.Count(c => c == '/') + 1).DefaultIfEmpty(1).Max();
        return Enumerable
            .Range(0, deepest)
            .Select(cut => new Grouping(composed.Graph, composed.Origins, deepest - cut))
            .First(grouping => grouping.Groups.Count <= MaxBoxes || grouping.Depth == 1)
            .ToGraph(model.Layer);
    }

    /// <summary>The layer at a path, through chains and wrappers; null if there is none.</summary>
    private static Layer? Find(Layer layer, ReadOnlySpan<string> path)
    {
        if (layer is Chain chain)
        {
            for (var i = 0; i < chain.Layers.Length && !path.IsEmpty; i++)
            {
                var inner = chain.Layers[i];
                if ((Name(inner) ?? i.ToString(CultureInfo.InvariantCulture)) == path[0])
                {
                    return Find(inner, path[1..]);
                }
            }

            return null;
        }

        return layer is Named named ? Find(named.Inner, path)
            : path.IsEmpty ? layer
            : layer is Residual residual ? Find(residual.Inner, path)
            : null;
    }

    private static string? Name(Layer layer) => (layer as Named)?.Name;

    /// <summary>A box.</summary>
    /// <param name="Title">What the layer does.</param>
    /// <param name="Note">The shape of its output, and its number of parameters.</param>
    internal sealed record Box(string Title, string Note);

    private sealed class Group(string path)
    {
        public string Path { get; } = path;

        public List<Expr> Members { get; } = [];

        public HashSet<Group> Reads { get; } = [];

        public bool Needs(Group other)
        {
            var (open, seen) = (new Stack<Group>([this]), new HashSet<Group>());
            while (open.TryPop(out var group))
            {
                if (group == other)
                {
                    return true;
                }

                foreach (var read in group.Reads.Where(seen.Add))
                {
                    open.Push(read);
                }
            }

            return false;
        }
    }

    // The expressions of a layer form one group, unless another layer is between them.
    private sealed class Grouping
    {
        private readonly Dictionary<Expr, Group> groupOf = [];

        public Grouping(Graph graph, IReadOnlyDictionary<Expr, string> origins, int depth)
        {
            Depth = depth;
            foreach (var expr in Expr.Sort(graph.Outputs))
            {
                if (expr == graph.Inputs[0])
                {
                    Add(expr, new Group("input"));
                }
                else if (expr.Inputs.Any(groupOf.ContainsKey))
                {
                    var path = string.Join('/', origins.GetValueOrDefault(expr, string.Empty).Split('/').Take(depth));
                    Group[] reads =
                    [
                        .. expr.Inputs.Where(groupOf.ContainsKey).Select(input => groupOf[input]).Distinct(),
                    ];
                    var joined = Groups.LastOrDefault(group =>
                        group.Path == path
                        && group.Members[0].Variable is null
                        && reads.All(other => other == group || !other.Needs(group))
                    );
                    Add(expr, joined ?? new Group(path));
                    groupOf[expr].Reads.UnionWith(reads.Where(read => read != groupOf[expr]));
                }
            }

            void Add(Expr expr, Group group)
            {
                groupOf[expr] = group;
                group.Members.Add(expr);
                if (group.Members.Count == 1)
                {
                    Groups.Add(group);
                }
            }
        }

        public int Depth { get; }

        public List<Group> Groups { get; } = [];

        public ModelGraph ToGraph(Layer layer) =>
            new(
                [.. Groups.Select(group => new Box(Title(group, layer), Note(group)))],
                [
                    .. Groups.SelectMany(group =>
                        group.Reads.Select(read => (Groups.IndexOf(read), Groups.IndexOf(group)))
                    ),
                ]
            );

        private string Title(Group group, Layer layer)
        {
            if (group.Path == "input" && group.Members[0].Variable is not null)
            {
                return "input";
            }

            var isWhole = Groups.All(other =>
                other == group
                || (other.Path != group.Path && !other.Path.StartsWith($"{group.Path}/", StringComparison.Ordinal))
            );
            var title =
                isWhole && Find(layer, group.Path.Length == 0 ? [] : group.Path.Split('/')) is { } found
                    ? $"{found}"
                    : $"{string.Join(", ", Operators(group))}{(isWhole && group.Path.Length > 0 ? $" · {group.Path}" : string.Empty)}";
            return title.Length > LongestTitle ? $"{title[..(LongestTitle - 1)]}…" : title;
        }

        // Reshapes and other views are omitted if a group has other operators.
        private static IEnumerable<string> Operators(Group group)
        {
            string[] names = [.. group.Members.Select(member => member.Op.Name).Distinct(StringComparer.Ordinal)];
            string[] telling = [.. names.Where(name => name is not ("Reshape" or "Transpose" or "Expand" or "Slice"))];
            return telling.Length > 0 ? telling : names;
        }

        private static string Note(Group group)
        {
            var weights = group
                .Members.SelectMany(member => Expr.Sort(member.Inputs.Where(input => !group.Members.Contains(input))))
                .Concat(group.Members.SelectMany(member => member.Inputs))
                .Where(expr => expr.Variable?.Kind == VariableKind.Parameter && IsOf(group.Path, expr.Variable.Path))
                .Distinct()
                .Sum(expr => (long)expr.Shape.Size);
            var shape = group.Members[^1].Shape;
            return weights == 0
                ? $"{shape}"
                : string.Create(CultureInfo.InvariantCulture, $"{shape} · {weights:N0} weights");
        }

        private static bool IsOf(string group, string parameter) =>
            group.Length == 0 || parameter.StartsWith($"{group}/", StringComparison.Ordinal);
    }
}
