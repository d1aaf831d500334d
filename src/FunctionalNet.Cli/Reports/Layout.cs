namespace FunctionalNet.Cli.Reports;

/// <summary>
/// The layout of a graph: rows, each below all its inputs, ordered for few crossings. An edge over several rows has a point in each, so
/// that it runs around the boxes.
/// </summary>
internal sealed class Layout
{
    private const int Sweeps = 8;
    private const double Gap = 26;
    private const double LineWidth = 10;

    private readonly List<Place> places = [];
    private readonly List<List<Place>> rows = [];

    /// <summary>Initializes a new instance of the <see cref="Layout"/> class.</summary>
    /// <param name="widths">The width of each box.</param>
    /// <param name="flows">The edges between boxes, from earlier to later ones.</param>
    public Layout(IReadOnlyList<double> widths, IReadOnlyList<(int From, int To)> flows)
    {
        var rowOf = new int[widths.Count];
        for (var i = 0; i < rowOf.Length; i++)
        {
            rowOf[i] = flows.Where(flow => flow.To == i).Select(flow => rowOf[flow.From] + 1).DefaultIfEmpty(0).Max();
            Add(widths[i], rowOf[i]);
        }

        Boxes = [.. places];
        Lines = [.. flows.Select(flow => Line(Boxes[flow.From], Boxes[flow.To]))];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Order(sweep % 2 == 0);
        }

        foreach (var row in rows)
        {
            Pack(row, row.ConvertAll(_ => 0.0));
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Straighten(sweep % 2 == 0);
        }

        var left = places.Min(place => place.X - (place.Width / 2));
        places.ForEach(place => place.X -= left);
        Width = places.Max(place => place.X + (place.Width / 2));
    }

    /// <summary>Gets the position of each box.</summary>
    public IReadOnlyList<Place> Boxes { get; }

    /// <summary>Gets the points of each edge, from box to box.</summary>
    public IReadOnlyList<Place[]> Lines { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows => rows.Count;

    /// <summary>Gets the width of the widest row.</summary>
    public double Width { get; }

    private Place Add(double width, int row)
    {
        var place = new Place(width, row);
        places.Add(place);
        while (rows.Count <= row)
        {
            rows.Add([]);
        }

        rows[row].Add(place);
        return place;
    }

    private Place[] Line(Place from, Place to)
    {
        Place[] line =
        [
            from,
            .. Enumerable.Range(from.Row + 1, to.Row - from.Row - 1).Select(row => Add(LineWidth, row)),
            to,
        ];
        for (var i = 1; i < line.Length; i++)
        {
            line[i].Above.Add(line[i - 1]);
            line[i - 1].Below.Add(line[i]);
        }

        return line;
    }

    // Each row by the mean position of the neighbours in the row before.
    private void Order(bool isDown)
    {
        foreach (var row in isDown ? rows : Enumerable.Reverse(rows))
        {
            var at = row.Select(
                    (place, i) => (place, Mean(Near(place, isDown), near => rows[near.Row].IndexOf(near), i))
                )
                .ToDictionary(pair => pair.place, pair => pair.Item2);
            Place[] ordered = [.. row.OrderBy(place => at[place])];
            row.Clear();
            row.AddRange(ordered);
        }
    }

    private void Straighten(bool isDown)
    {
        foreach (var row in isDown ? rows : Enumerable.Reverse(rows))
        {
            Pack(row, row.ConvertAll(place => Mean(Near(place, isDown), near => near.X, place.X)));
        }
    }

    private static List<Place> Near(Place place, bool isDown) => isDown ? place.Above : place.Below;

    private static double Mean(List<Place> near, Func<Place, double> value, double missing) =>
        near.Count == 0 ? missing : near.Average(value);

    // As close to the preferred positions as widths allow, in order: boxes before edges.
    private static void Pack(List<Place> row, List<double> wanted)
    {
        for (var i = 0; i < row.Count; i++)
        {
            row[i].X = i == 0 ? wanted[0] : Math.Max(wanted[i], row[i - 1].X + Apart(row[i - 1], row[i]));
        }

        var shift = row.Select((place, i) => (Pull: wanted[i] - place.X, Weight: place.Width)).ToArray();
        var moved = shift.Sum(one => one.Pull * one.Weight) / shift.Sum(one => one.Weight);
        row.ForEach(place => place.X += moved);
    }

    private static double Apart(Place left, Place right) => ((left.Width + right.Width) / 2) + Gap;

    /// <summary>A box, or the point at which an edge crosses a row.</summary>
    internal sealed class Place(double width, int row)
    {
        public double Width { get; } = width;

        public int Row { get; } = row;

        /// <summary>Gets or sets its center.</summary>
        public double X { get; set; }

        public List<Place> Above { get; } = [];

        public List<Place> Below { get; } = [];
    }
}
