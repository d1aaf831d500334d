using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FunctionalNet.Execution;
using FunctionalNet.Schemas;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>
/// src/FunctionalNet/README.md lists the catalogue: all entries, the ONNX operators they are exported as, and their kernels.
/// </summary>
/// <remarks>To rewrite it, run the tests once with the environment variable ACCEPT_CATALOGUE=1 and commit the file.</remarks>
public partial class CatalogueTable
{
    private const string Accept = "ACCEPT_CATALOGUE";

    // Shapes of prediction and target; each loss accepts at least one pair.
    private static readonly (Shape Prediction, Shape Target)[] Shapes =
    [
        (new(4, 6), new(4)),
        (new(4, 6), new(4, 6)),
        (new(4, 6), new(4, 3)),
        (new(4, 3, 2), new(4)),
        (new(4, 2, 3), new(4)),
        (new(4, 5, 3), new(4, 2)),
        (new(4, 2, 6), new(4, 2, 6)),
        (new(4, 6), new(4, 7)),
        (new(4, 5), new(4, 3)),
    ];

    private static readonly XElement[] Documented =
    [
        .. XDocument.Load(Path.Combine(AppContext.BaseDirectory, "FunctionalNet.xml")).Descendants("member"),
    ];

    private static readonly Dictionary<string, string> Summaries = Documented
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, Summary, StringComparer.Ordinal);

    // The rule in the remarks of an operator's method, or of its record if it has no method. The comparison ignores case, because ONNX
    // writes recurrent operators in capitals.
    private static readonly Dictionary<string, Match> Rules = Documented
        .Select(member =>
            (
                Name: Operator().Match((string)member.Attribute("name")!).Groups["name"].Value,
                Rule: Rule().Match(Plain(member.Element("remarks")))
            )
        )
        .Where(pair => pair.Name.Length > 0 && pair.Rule.Success)
        .ToDictionary(pair => pair.Name, pair => pair.Rule, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void The_list_is_the_catalogue()
    {
        var written = Write().ToString();
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Readme(), written);
        }

        var listed = File.ReadAllText(Readme());
        string[] missing = [.. written.Split('\n').Except(listed.Split('\n'), StringComparer.Ordinal)];
        Assert.True(
            missing.Length == 0 && listed.Length == written.Length,
            $"src/FunctionalNet/README.md is not the catalogue; run the tests once with {Accept}=1. It lacks:\n"
                + string.Join('\n', missing)
        );
    }

    private static StringBuilder Write()
    {
        var text = new StringBuilder(
            """
            # The catalogue

            All that the core has, written by a test from the code and its documentation. Layers, losses, optimizers, schedules, penalties
            and initializers are made by the methods of `Net` (`using static FunctionalNet.Net;`), metrics by those of `Metrics`; operators
            are extension methods of `Expr`. Elementwise operators are fused into one loop wherever they follow each other, in models, in
            gradients and in optimizers, so that they need no kernels of their own. *Kernels* names what has a fused kernel beside that; the
            rest is planned from its body. Of an operator, *since* is the version in force at opset 21, or with which it came later; `x`, `w`
            are operands, `y` is the result, `dy` its cotangent, `dx` that of `x`; *CUDA* are the number types for which ONNX Runtime has a
            CUDA kernel of what is written ([OperatorKernels.md](https://github.com/microsoft/onnxruntime/blob/main/docs/OperatorKernels.md)).

            """
        );
        Section("Layers", typeof(Layer), "| layer | what it does | ONNX operators at inference | kernels |", LayerRow);
        Section("Losses", typeof(Loss), "| loss | what it is | ONNX operators | kernels |", LossRow);
        Section("Penalties", typeof(Penalty), "| penalty | what it adds to the loss |");
        Section("Optimizers and transforms", typeof(Transform), "| transform | what it does |");
        Section("Schedules", typeof(Schedule), "| schedule | the rate |");
        Section("Initializers", typeof(Initializer), "| initializer | what it draws |");
        Table(
            "Metrics",
            "| metric | what it is |",
            Methods(typeof(Metrics), made: null)
                .Where(row => row.Name != "Over")
                .Select(row => $"| `{row.Name}` | {row.Text} |")
        );
        Table(
            "Operators",
            "| ONNX operator | since | kind | written as | kernel | derivative, or body of a function | CUDA |",
            Operators()
        );
        return text;

        void Section(string title, Type made, string header, Func<string, string>? more = null) =>
            Table(
                title,
                header,
                Methods(typeof(Net), made).Select(row => $"| `{row.Name}` | {row.Text} |{more?.Invoke(row.Name)}")
            );

        void Table(string title, string header, IEnumerable<string> rows)
        {
            text.Append('\n').Append("## ").Append(title).Append("\n\n").Append(header).Append('\n');
            text.Append('|').Insert(text.Length, "---|", header.Count(c => c == '|') - 1).Append('\n');
            foreach (var row in rows)
            {
                text.Append(row).Append('\n');
            }
        }
    }

    // Overloads are listed once, with the summary of the first.
    private static IEnumerable<(string Name, string Text)> Methods(Type of, Type? made) =>
        of.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && (made is null || method.ReturnType.IsAssignableTo(made)))
            .GroupBy(method => method.Name, StringComparer.Ordinal)
            .OrderBy(overloads => overloads.Key, StringComparer.Ordinal)
            .Select(overloads => (overloads.Key, Text($"M:{of.FullName}.{overloads.Key}")));

    private static string Text(string member) =>
        Summaries.First(pair => Member().Match(pair.Key).Value == member).Value;

    private static string LayerRow(string name)
    {
        var (layer, input) = Inventory.Layers.TryGetValue(name, out var listed)
            ? listed
            : Inventory.Layers.Values.First(one => one.Layer.GetType().Name == name);
        var x = Expr.Input("x", new Shape([.. input.Select(dim => dim.IsKnown ? dim : 4)]), layer.InputType);
        return Row(layer.Apply(new Trace(isTraining: false).Root, x));
    }

    private static string LossRow(string name)
    {
        var loss = Inventory.Losses.TryGetValue(name, out var listed)
            ? listed.Loss
            : Inventory.Losses.Values.First(one => one.Loss.GetType().Name == name).Loss;
        foreach (var (prediction, target) in Shapes)
        {
            try
            {
                return Row(loss.Apply(Expr.Input("prediction", prediction), Expr.Input("target", target, loss.Target)));
            }
            catch (ShapeException)
            {
                // The loss does not accept these shapes.
            }
        }

        throw new InvalidOperationException($"{name} takes none of the shapes that are tried.");
    }

    private static string Row(Expr result) => $" {List(Exported(result))} | {List(Kernels(result))} |";

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Distinct(StringComparer.Ordinal).Select(name => $"`{name}`"));

    /// <summary>The ONNX operators that an expression is exported as, in order.</summary>
    private static IEnumerable<string> Exported(Expr result) =>
        from expr in Expr.Sort([result])
        where expr.Op is not (Variable or Constant)
        from name in expr.Op.ToOnnx(expr) is { } node ? [node.Operator] : ThroughBody(expr, Exported)
        select name;

    private static IEnumerable<string> Kernels(Expr result) =>
        from expr in Expr.Sort([result])
        from name in expr.Op is Function { IsFused: true } ? [Plain(expr.Op.Name)]
        : expr.Op is Elementwise or Variable or Constant ? []
        : expr.Op.Body(expr.Inputs.AsSpan()) is null ? Heavy(expr.Op.Name)
        : ThroughBody(expr, Kernels)
        select name;

    // Of the primitives, only those that compute are listed, not those that move data.
    private static string[] Heavy(string name) =>
        name.StartsWith("MatMul", StringComparison.Ordinal) || name.StartsWith("Conv", StringComparison.Ordinal)
            ? [name]
            : [];

    private static IEnumerable<string> ThroughBody(Expr expr, Func<Expr, IEnumerable<string>> names)
    {
        Expr[] operands = [.. expr.Inputs.Select((x, i) => Expr.Input($"{i}", x.Shape, x.Type.Element))];
        return expr.Op.Body(operands) is { } body ? names(body) : [];
    }

    private static IEnumerable<string> Operators() =>
        Catalog
            .Operators.GroupBy(entry => entry.Onnx, StringComparer.Ordinal)
            .OrderBy(entries => Plain(entries.Key), StringComparer.Ordinal)
            .Select(entries =>
            {
                Expr[] uses =
                [
                    .. entries
                        .SelectMany(entry => entry.Examples())
                        .SelectMany(example => Expr.Sort([example.Trace().Output]))
                        .Where(expr => string.Equals(expr.Op.Name, entries.Key, StringComparison.Ordinal)),
                ];
                var isPrimitive = Array.Exists(uses, use => use.Op.Body(use.Inputs.AsSpan()) is null);
                var kernel =
                    Array.Exists(uses, use => use.Op is Elementwise) ? "fused in chains"
                    : uses.SelectMany(Kernels).Any(name => name != "MatMul" && !isPrimitive) ? "fused"
                    : isPrimitive ? "own"
                    : "body";
                var written = Array.Exists(uses, use => use.Op.ToOnnx(use) is not null) ? "operator" : "body";
                var rule = Rules.GetValueOrDefault(Plain(entries.Key))?.Groups;
                return $"| `{Plain(entries.Key)}` | {Since(entries.Key)} | {(isPrimitive ? "primitive" : "function")} | {written} | {kernel} | {rule?["rule"]} | {rule?["cuda"]} |";
            });

    private static int? Since(string name) =>
        OperatorSchemas.Of(string.Empty, name, 21)?.Since ?? OperatorSchemas.First(string.Empty, name);

    private static string Plain(string name) => name.Replace("functionalnet.", string.Empty, StringComparison.Ordinal);

    // The first sentence of a summary.
    private static string Summary(XElement member)
    {
        var text = Plain(member.Element("summary"));
        var end = End().Match(text);
        return end.Success ? text[..end.Index] : text;
    }

    // The text in one line, without XML elements.
    private static string Plain(XElement? documented)
    {
        foreach (var see in documented?.Descendants().ToArray() ?? [])
        {
            see.ReplaceWith(
                ((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? see.Value).Split('.', ':')[^1]
            );
        }

        return string.Join(' ', documented?.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Readme([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "src", "FunctionalNet", "README.md"));

    // An ellipsis does not end a sentence.
    [GeneratedRegex(@"(?<!\.)\.( |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"^M:[\w.]+", RegexOptions.None, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(
        @"^(M:FunctionalNet\.Ops\.(?<name>\w+)|T:FunctionalNet\.Ops\.(?<name>\w+)Op$)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Operator();

    // The derivative or the body, which the remarks name last.
    [GeneratedRegex(
        @"(CUDA: (?<cuda>[\w, ]+)\. )?(Derivative|Body): (?<rule>.*)\.$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Rule();
}
