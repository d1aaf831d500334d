using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalNet.Tests.Structure;

/// <summary>
/// The folders of the core are layered: each may refer only to the ones below it. src/README.md lists them from the bottom up.
/// </summary>
public partial class FloorsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Sources => Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src"));

    private static string Core => Path.Combine(Sources, "FunctionalNet");

    [Fact]
    public void Every_folder_is_a_floor()
    {
        var folders = Directory
            .EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
            .Select(path => Floor(Path.GetRelativePath(Core, path).Replace('\\', '/')))
            .Where(folder => folder is not ("bin" or "obj"));
        Assert.Equal(
            folders.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Floors().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void No_file_knows_a_floor_above_its_own()
    {
        var wrong = Upwards(References.Of(Core, Stop), Floors());
        Assert.True(wrong.Length == 0, $"{wrong.Length} references go upwards:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [InlineData("class Low { High high; }", "Floors.High")]
    [InlineData("class Low { int Count => High.Of(2); }", "Floors.High.Of(int)")]
    [InlineData(
        "class Low { object Sum(Number x) => x + x; }",
        "Floors.Number.operator +(Floors.Number, Floors.Number)"
    )]
    [InlineData("class Low { Number number = 2; }", "Floors.Number.implicit operator Floors.Number(int)")]
    [InlineData("class Low { int Two => 1.Next(); }", "int.Next()")]
    [InlineData("class Low { int? Two(string x) => x?.Last(); }", "string.Last()")]
    [InlineData("class Low { void Two() => High.Called(2); }", "Floors.High.Called")]
    [InlineData("class Low { string Name => nameof(High); }", "Floors.High")]
    [InlineData("partial class Parts { int Two => One + One; }", "Floors.Parts.One")]
    [InlineData("class Low { Pieces pieces; }", "Floors.Pieces")]
    public void What_goes_upwards_is_found(string code, string symbol)
    {
        using var folder = new TemporaryFolder();
        Write("Low", $"namespace Floors; {code}");
        Write(
            "High",
            """
            namespace Floors;
            class High { public static int Of(int count) => count; public static System.Action<int> Called; }
            class Number
            {
                public static Number operator +(Number x, Number y) => x;
                public static implicit operator Number(int value) => new();
            }
            static class Counting
            {
                public static int Next(this int number) => number + 1;
                public static int Last(this string text) => text.Length;
            }
            partial class Parts { const int One = 1; }
            partial class Pieces;
            partial class Pieces;
            """
        );
        var wrong = Upwards(References.Of(folder.Path, Stop), ["Low", "High"]);
        Assert.Contains($"Low/File.cs -> High/File.cs: {symbol}", wrong, StringComparer.Ordinal);
        Assert.Empty(Upwards(References.Of(folder.Path, Stop), ["High", "Low"]));

        void Write(string floor, string text)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, floor));
            File.WriteAllText(Path.Combine(folder.Path, floor, "File.cs"), text);
        }
    }

    // A partial type belongs to the lowest folder that declares a part; parts in higher folders only add members.
    private static string[] Upwards(IEnumerable<Reference> references, string[] floors)
    {
        return
        [
            .. references
                .Where(reference => Number(reference.From) < reference.To.Min(Number))
                .Select(reference => $"{reference}")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        int Number(string file) => Array.IndexOf(floors, Floor(file));
    }

    private static string Floor(string path) => path.Split('/')[0];

    // The rows of the table of folders in src/README.md.
    private static string[] Floors()
    {
        var readme = File.ReadAllText(Path.Combine(Sources, "README.md"));
        var table = readme[readme.IndexOf("## The floors of the core", StringComparison.Ordinal)..];
        var end = table.IndexOf("\n## ", StringComparison.Ordinal);
        return [.. Row().Matches(table[..end]).Select(row => row.Groups["floor"].Value)];
    }

    [GeneratedRegex(
        @"^\| `(?<floor>\w+)` \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Row();

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
