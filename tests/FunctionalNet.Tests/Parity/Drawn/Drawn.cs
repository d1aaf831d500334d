using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>One random case recorded by record_drawn.py: the call that makes the object, its inputs, and PyTorch's results.</summary>
internal sealed record Drawn(string Kind, string Name, JsonElement Json)
{
    /// <summary>Gets all cases, in the order of the file.</summary>
    public static IReadOnlyList<Drawn> All { get; } = Read();

    /// <summary>Gets the call, as JSON: {name: options}, or a list of calls for a chain.</summary>
    public JsonElement Make => Json.GetProperty("make");

    public static IEnumerable<Drawn> Of(string kind) => All.Where(one => one.Kind == kind);

    /// <summary>The distinct names of the cases of a kind.</summary>
    public static IEnumerable<string> Names(string kind) =>
        Of(kind).Select(one => one.Name).Distinct(StringComparer.Ordinal);

    public Shape Shape(string property) =>
        FunctionalNet.Shape.Of([.. Json.GetProperty(property).EnumerateArray().Select(size => size.GetInt32())]);

    public double[] Numbers(string property) => Numbers(Json.GetProperty(property));

    public Tensor<double> Tensor(string numbers, string shape) => new(Shape(shape), Numbers(numbers));

    /// <summary>Arrays of numbers by parameter path.</summary>
    public IReadOnlyDictionary<string, double[]> ByPath(string property) =>
        Json.GetProperty(property)
            .EnumerateObject()
            .ToDictionary(one => one.Name, one => Numbers(one.Value), StringComparer.Ordinal);

    /// <summary>One array of numbers for each step.</summary>
    public IEnumerable<double[]> Rows(string property) =>
        Json.GetProperty(property).EnumerateArray().Select(row => Numbers(row));

    public override string ToString() => Make.GetRawText();

    private static double[] Numbers(JsonElement text) =>
        [
            .. text.GetString()!
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture)),
        ];

    private static List<Drawn> Read()
    {
        using var packed = typeof(Drawn).Assembly.GetManifestResourceStream("drawn.jsonl.gz")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var all = new List<Drawn>();
        while (lines.ReadLine() is { } line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            all.Add(new(json.GetProperty("kind").GetString()!, json.GetProperty("name").GetString()!, json));
        }

        return all;
    }
}
