namespace FunctionalNet.Cli.Charts;

/// <summary>A part of a page.</summary>
/// <param name="Id">Its name in links.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What stands in it, in order.</param>
internal sealed record Chapter(string Id, string Title, params IReadOnlyList<Block> Blocks);

/// <summary>A paragraph, a chart, a table or some code.</summary>
internal abstract record Block;

/// <summary>A paragraph.</summary>
internal sealed record Text(string Words) : Block;

/// <summary>Lines of a program.</summary>
internal sealed record Code(string Lines) : Block;

/// <summary>A chart and what there is to see on it.</summary>
internal sealed record Figure(Chart Chart, string Caption) : Block
{
    /// <summary>Gets a value indicating whether a button smooths its lines.</summary>
    public bool IsSmoothed { get; init; }
}

/// <summary>A table and what it tells.</summary>
internal sealed record Table(string Caption, IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows) : Block
{
    /// <summary>The cells of a row.</summary>
    public static string[] Row(params string[] cells) => cells;
}

/// <summary>Names with what is to be said of each, which may be a sentence.</summary>
internal sealed record Facts(params IReadOnlyList<(string Name, string Words)> All) : Block;

/// <summary>How often what stands in a row was taken for what stands in a column; the more, the darker.</summary>
internal sealed record Matrix(string Caption, IReadOnlyList<string> Labels, long[,] Counts) : Block
{
    /// <summary>Gets samples of a cell, by row and column; null where nobody names them.</summary>
    public ILookup<(int Row, int Column), int>? Examples { get; init; }
}

/// <summary>Small pictures side by side.</summary>
internal sealed record Gallery(string Caption, IReadOnlyList<Picture> Pictures) : Block;

/// <summary>A small picture.</summary>
/// <param name="Address">The picture itself, as a data address.</param>
/// <param name="Title">What stands below it.</param>
/// <param name="Note">What stands below that.</param>
internal sealed record Picture(string Address, string Title, string Note);

/// <summary>A drawing that is no chart.</summary>
internal sealed record Drawing(System.Xml.Linq.XElement Svg, string Caption) : Block;
