using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalNet.Onnx.Tests.Probes;

/// <summary>The written list of operators against the catalogue.</summary>
public partial class OperatorList
{
    private static readonly string Readme = File.ReadAllText(
        Path.Combine(Root(), "src", "FunctionalNet", "Ops", "README.md")
    );

    [Fact]
    public void Primitives_are_those_of_the_catalogue() =>
        Assert.Equal(Catalogued(primitive: true), Listed("## Primitives", "## Functions"));

    [Fact]
    public void Functions_are_those_of_the_catalogue() =>
        Assert.Equal(Catalogued(primitive: false), Listed("## Functions", "## Next"));

    [Fact]
    public void What_is_planned_is_not_there_yet() =>
        Assert.DoesNotContain(Listed("## Next", "## Where"), name => Catalog.Named(name) is not null);

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
        entry
            .Examples()
            .SelectMany(example => Expr.Sort([example.Trace().Output]))
            .Any(expr =>
                string.Equals(expr.Op.Name, entry.Onnx, StringComparison.Ordinal)
                && expr.Op.Body([.. expr.Inputs]) is null
            );

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
