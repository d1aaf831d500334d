using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Models;

/// <summary>All model cards have the same rows and sections in the same order, and hubs can read their headers.</summary>
public partial class CardsTests
{
    private static readonly string[] Rows =
    [
        "input",
        "output",
        "model",
        "recipe",
        "accuracy",
        "calibration",
        "agreement",
        "latency",
        "file",
        "licence",
    ];

    private static readonly string[] Sections = ["Run it", "Data", "Use and limits", "Make it again"];

    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetDirectories(Home())
                .Select(folder => Path.GetFileName(folder)!)
                .Where(name => File.Exists(Path.Combine(Home(), name, $"{name}.onnx")))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_has_the_rows_and_sections_of_all(string name)
    {
        var card = Card(name);
        Assert.Equal(Rows, Row().Matches(card).Select(row => row.Groups["name"].Value), StringComparer.Ordinal);
        Assert.Equal(
            Sections,
            Heading().Matches(card).Select(heading => heading.Groups["name"].Value).Where(Sections.Contains),
            StringComparer.Ordinal
        );
        Assert.Contains($"Load(\"{name}.onnx\")", card, StringComparison.Ordinal);
        Assert.Matches(
            @"\| agreement \| no (probability|output) differs from ONNX Runtime's by more than \d\.\dE-0\d\d \|",
            card
        );

        // The line that the command prints, so that the figure can be reproduced.
        Assert.Matches(
            $@"\| latency \| \d+ µs for one sample in ONNX Runtime on one thread; \d+ to \d+ in three runs of `fnet convert {name}\.onnx again\.onnx`",
            card
        );
        Assert.Matches(@"\| licence \| weights: .+; data: .+ \|", card);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_header_is_what_hubs_read(string name)
    {
        var card = Card(name);
        Assert.StartsWith("---\nlicense: mit\nlibrary_name: onnx\npipeline_tag: ", card, StringComparison.Ordinal);
        var header = card[..card.IndexOf("\n---\n", StringComparison.Ordinal)];
        Assert.Contains($"  - name: {name}\n", header, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', header);
        var task = Value(header, "pipeline_tag");
        Assert.Contains($"          type: {task}\n", header, StringComparison.Ordinal);

        // The header's figure must be the one in the table.
        Assert.Matches($@"\| accuracy \| [^|]*\b{Regex.Escape(Value(header, "            value"))}\b", card);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Probabilities_are_as_well_calibrated_as_the_card_says_where_the_data_are(string name)
    {
        var said = Calibration().Match(Card(name));
        if (!said.Success)
        {
            Assert.Contains("| calibration | none: ", Card(name), StringComparison.Ordinal);
            return;
        }

        using var predictor = OnnxPredictor.Load(Path.Combine(Home(), name, $"{name}.onnx")).OrThrow();
        var samples = Recipe.Load(name).Bind(recipe => (recipe.Data with { Shape = null }).Load());
        Assert.SkipUnless(samples.IsRight, "The data are not on this machine.");
        samples.IfRight(data =>
        {
            Assert.SkipUnless(
                data.Labels.SequenceEqual(predictor.Labels, StringComparer.Ordinal),
                "The text is another here."
            );
            var shape = predictor.Inputs[0].Type.Shape;
            var error = data
                .HeldOut.Batches(500)
                .Aggregate(
                    Metrics.CalibrationError(),
                    (all, batch) =>
                        all.Add(predictor.Predict(batch.Inputs.Reshape(shape.With(0, batch.Count))), batch.Targets)
                );
            Assert.Equal(
                double.Parse(said.Groups["error"].Value, CultureInfo.InvariantCulture),
                100 * error.Value,
                tolerance: 0.006
            );
        });
    }

    private static string Value(string header, string key) =>
        header.Split('\n').Single(line => line.StartsWith($"{key}: ", StringComparison.Ordinal))[(key.Length + 2)..];

    private static string Card(string name) =>
        File.ReadAllText(Path.Combine(Home(), name, "README.md")).ReplaceLineEndings("\n");

    private static string Home([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "models"));

    [GeneratedRegex(
        @"^\| (?<name>[a-z]+) \| ",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Row();

    [GeneratedRegex(
        "^## (?<name>.+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"\| calibration \| expected calibration error (?<error>[\d.]+) %",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Calibration();
}
