using System.Text.RegularExpressions;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>The written list of operators against the catalogue.</summary>
public partial class OperatorList
{
    private static readonly string Readme = File.ReadAllText(
        Path.Combine(Root(), "src", "FunctionalNet", "Ops", "README.md")
    );

    public static TheoryData<string> Functions { get; } = [.. Catalogued(primitive: false)];

    [Fact]
    public void Primitives_are_those_of_the_catalogue() =>
        Assert.Equal(Catalogued(primitive: true), Listed("## Primitives", "## Functions"));

    [Fact]
    public void Functions_are_those_of_the_catalogue() =>
        Assert.Equal(Catalogued(primitive: false), Listed("## Functions", "## Next"));

    [Fact]
    public void What_is_planned_is_not_there_yet() =>
        Assert.DoesNotContain(Listed("## Next", "## Where"), name => Catalog.Named(name) is not null);

    [Theory]
    [MemberData(nameof(Functions))]
    public void Kernels_and_exports_of_functions_are_as_listed(string name)
    {
        var row = Readme.Split('\n').Single(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
        string[] cells = [.. row.Split('|').Select(cell => cell.Trim())];
        var uses = Catalog.Operators.Where(entry => Is(entry.Onnx, name)).SelectMany(Uses).ToArray();
        Assert.Equal(uses.Any(use => use.Op is Elementwise or Function { IsFused: true }), cells[^4].Length > 0);
        Assert.Equal(uses.Any(use => use.Op.ToOnnx(use) is not null) ? "operator" : "body", cells[^3]);
    }

    private static string[] Catalogued(bool primitive) =>
        [
            .. Catalog
                .Operators.GroupBy(entry => entry.Onnx, StringComparer.Ordinal)
                .Where(entries => entries.Any(IsPrimitive) == primitive)
                .Select(entries => entries.Key)
                .Order(StringComparer.Ordinal),
        ];

    // Some forms of a primitive may have a body, such as a matrix product of transposed operands; a function always has one.
    private static bool IsPrimitive(Catalog.Entry entry) =>
        Uses(entry).Any(use => use.Op.Body([.. use.Inputs]) is null);

    private static IEnumerable<Expr> Uses(Catalog.Entry entry) =>
        entry
            .Examples()
            .SelectMany(example => Expr.Sort([example.Trace().Output]))
            .Where(expr => Is(expr.Op.Name, entry.Onnx));

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.Ordinal);

    private static string[] Listed(string from, string to)
    {
        var start = Readme.IndexOf(from, StringComparison.Ordinal);
        var end = Readme.IndexOf(to, StringComparison.Ordinal);
        return
        [
            .. Row()
                .Matches(Readme[start..end])
                .Select(match => match.Groups["name"].Value)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FunctionalNet.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests lie outside of the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
