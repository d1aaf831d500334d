namespace FunctionalNet.Cli.Charts;

/// <summary>A section of a page.</summary>
/// <param name="Id">Its anchor in links.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">Its content, in order.</param>
internal sealed record Chapter(string Id, string Title, params IReadOnlyList<Block> Blocks);

/// <summary>A paragraph, a chart, a table or code.</summary>
internal abstract record Block;

/// <summary>A paragraph.</summary>
internal sealed record Text(string Words) : Block;

/// <summary>Lines of code.</summary>
internal sealed record Code(string Lines) : Block;

/// <summary>A chart and its caption.</summary>
internal sealed record Figure(Chart Chart, string Caption) : Block
{
    /// <summary>Gets a value indicating whether a button smooths its lines.</summary>
    public bool IsSmoothed { get; init; }
}

/// <summary>A table and its caption.</summary>
internal sealed record Table(string Caption, IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows) : Block
{
    /// <summary>The cells of a row.</summary>
    public static string[] Row(params string[] cells) => cells;
}

/// <summary>A list of terms with their values, which may be sentences.</summary>
internal sealed record Facts(params IReadOnlyList<(string Name, string Words)> All) : Block;

/// <summary>A confusion matrix: how often the class of a row was predicted as the class of a column; darker cells have more.</summary>
internal sealed record Matrix(string Caption, IReadOnlyList<string> Labels, long[,] Counts) : Block
{
    /// <summary>Gets samples of a cell, by row and column; null if there are none.</summary>
    public ILookup<(int Row, int Column), int>? Examples { get; init; }
}

/// <summary>Small pictures in a row.</summary>
internal sealed record Gallery(string Caption, IReadOnlyList<Picture> Pictures) : Block;

/// <summary>A small picture.</summary>
/// <param name="Address">The picture itself, as a data URL.</param>
/// <param name="Title">The caption below it.</param>
/// <param name="Note">A second line below that.</param>
internal sealed record Picture(string Address, string Title, string Note);

/// <summary>A drawing that is not a chart.</summary>
internal sealed record Drawing(System.Xml.Linq.XElement Svg, string Caption) : Block;
