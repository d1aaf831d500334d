namespace FunctionalNet.Cli.Charts;

/// <summary>Contour lines of a grid: marching squares, with the segments of neighbouring cells joined.</summary>
internal static class ContourLines
{
    /// <summary>The lines at a height, in units of the grid: (0, 0) is the first value, (1, 0) the one in the next column.</summary>
    public static IReadOnlyList<Point[]> At(double[,] z, double level)
    {
        var crossings = new Dictionary<Edge, Point>();
        var neighbours = new Dictionary<Edge, List<Edge>>();
        for (var i = 0; i + 1 < z.GetLength(0); i++)
        {
            for (var j = 0; j + 1 < z.GetLength(1); j++)
            {
                foreach (var (from, to) in Pieces(z, i, j, level))
                {
                    Join(from, to);
                    Join(to, from);
                }
            }
        }

        return Chains(neighbours, crossings);

        void Join(Edge from, Edge to)
        {
            crossings[from] = Crossing(z, from, level);
            if (!neighbours.TryGetValue(from, out var known))
            {
                neighbours[from] = known = [];
            }

            known.Add(to);
        }
    }

    private static IEnumerable<(Edge From, Edge To)> Pieces(double[,] z, int i, int j, double level)
    {
        Edge bottom = new(i, j, false),
            right = new(i + 1, j, true),
            top = new(i, j + 1, false),
            left = new(i, j, true);
        var (a, b, c, d) = (z[i, j] > level, z[i + 1, j] > level, z[i + 1, j + 1] > level, z[i, j + 1] > level);
        Edge[] crossed =
        [
            .. a != b ? [bottom] : Array.Empty<Edge>(),
            .. b != c ? [right] : Array.Empty<Edge>(),
            .. c != d ? [top] : Array.Empty<Edge>(),
            .. d != a ? [left] : Array.Empty<Edge>(),
        ];
        if (crossed.Length == 2)
        {
            return [(crossed[0], crossed[1])];
        }

        // A saddle: the center decides which corners are connected.
        var middle = (z[i, j] + z[i + 1, j] + z[i + 1, j + 1] + z[i, j + 1]) / 4 > level;
        return crossed.Length == 0 ? []
            : middle == a ? [(bottom, right), (top, left)]
            : [(left, bottom), (right, top)];
    }

    private static Point Crossing(double[,] z, Edge edge, double level)
    {
        var (i, j, isUp) = edge;
        var (low, high) = (z[i, j], isUp ? z[i, j + 1] : z[i + 1, j]);
        var share = (level - low) / (high - low);
        return isUp ? new(i, j + share) : new(i + share, j);
    }

    // Open lines first, from an end; the remaining ones are closed.
    private static List<Point[]> Chains(Dictionary<Edge, List<Edge>> neighbours, Dictionary<Edge, Point> crossings)
    {
        var lines = new List<Point[]>();
        var seen = new HashSet<Edge>();
        foreach (var start in neighbours.Keys.OrderBy(edge => neighbours[edge].Count))
        {
            if (!seen.Add(start))
            {
                continue;
            }

            var line = new List<Edge> { start };
            for (var at = start; ; )
            {
                var next = neighbours[at].FindIndex(seen.Add);
                if (next < 0)
                {
                    break;
                }

                at = neighbours[at][next];
                line.Add(at);
            }

            var isRing = line.Count > 2 && neighbours[line[^1]].Contains(start);
            lines.Add([.. line.Select(edge => crossings[edge]), .. isRing ? [crossings[start]] : Array.Empty<Point>()]);
        }

        return lines;
    }

    /// <summary>An edge of the grid, by its first corner and its direction.</summary>
    private readonly record struct Edge(int I, int J, bool IsUp);
}
