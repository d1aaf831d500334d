using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace FunctionalNet.Schemas;

/// <summary>
/// The schemas of ONNX's operators at every opset that changed them. The lines of the file are indexed on first use, and each is parsed on
/// demand.
/// </summary>
internal static class OperatorSchemas
{
    private const string File = "operators.txt";

    private static readonly Lazy<Lines> Read = new(() => new Lines());
    private static readonly ConcurrentDictionary<string, OperatorSchema> Understood = new(StringComparer.Ordinal);

    /// <summary>Gets all schemas.</summary>
    public static IEnumerable<OperatorSchema> All =>
        Read.Value.Operators.Values.SelectMany(lines => lines).Select(line => Understand(line.Text));

    /// <summary>The schema in force in an opset; null if the operator does not exist there.</summary>
    /// <param name="domain">The operator set; empty for ONNX's own.</param>
    /// <param name="name">The operator.</param>
    /// <param name="opset">The version of the operator set.</param>
    public static OperatorSchema? Of(string domain, string name, long opset) =>
        Forms(domain, name).Where(line => line.Since <= opset).Select(line => Understand(line.Text)).LastOrDefault();

    /// <summary>The first opset with an operator; null if there is none.</summary>
    public static int? First(string domain, string name) => Forms(domain, name) is [var first, ..] ? first.Since : null;

    private static ImmutableArray<(int Since, string Text)> Forms(string domain, string name) =>
        Read.Value.Operators.GetValueOrDefault((domain, name), []);

    private static OperatorSchema Understand(string line) =>
        Understood.GetOrAdd(line, text => SchemaText.Of(text, Read.Value.Sets));

    private sealed class Lines
    {
        public Lines()
        {
            using var stream = typeof(OperatorSchemas).Assembly.GetManifestResourceStream(File)!;
            using var reader = new StreamReader(stream);
            string[] lines =
            [
                .. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')),
            ];
            Sets = lines
                .Where(IsSet)
                .Select(SchemaText.TypesOf)
                .ToImmutableDictionary(set => set.Name, set => set.Types, StringComparer.Ordinal);
            Operators = lines
                .Where(line => !IsSet(line))
                .Select(line => (Head: SchemaText.Head(line), Line: line))
                .GroupBy(pair => (pair.Head.Domain, pair.Head.Name))
                .ToDictionary(
                    forms => forms.Key,
                    forms =>
                        forms
                            .OrderBy(form => form.Head.Since)
                            .Select(form => (form.Head.Since, form.Line))
                            .ToImmutableArray()
                );
        }

        public ImmutableDictionary<string, ImmutableSortedSet<string>> Sets { get; }

        public Dictionary<(string Domain, string Name), ImmutableArray<(int Since, string Text)>> Operators { get; }

        private static bool IsSet(string line) => line.StartsWith('@');
    }
}
