using System.Text.RegularExpressions;
using FunctionalNet.Cli.Commands;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// Messages of .NET and of ONNX Runtime in words for users: without names of parameters, exceptions, source files and functions, and with
/// the node first; and of the library in those of the tool. <c>--verbose</c> prints them as they are.
/// </summary>
internal static class Wording
{
    private static readonly (Regex Words, string Instead)[] Replaced =
    [
        (Pattern(@" ?\(Parameter '[^']*'\)"), string.Empty),
        (Pattern(@"\s+Actual value was \S+\.(?<end>\s|$)"), "${end}"),
        (Pattern(@"( Path: \$[^|]* \||) ?LineNumber: \d+ \| BytePositionInLine: \d+\."), string.Empty),
        (Pattern(@"\[ErrorCode:\w+\] ?"), string.Empty),
        (Pattern(@"\[ONNXRuntimeError\] : \d+ : \w+ : "), string.Empty),
        (Pattern(@"Load model from .{1,1000}? failed: ?"), string.Empty),
        (Pattern(@"This is an invalid model\. "), string.Empty),
        (Pattern(@"In Node, \(""(?<name>[^""]*)"", (?<op>\w+), .{1,2000}? , Error "), "node '${name}' (${op}): "),
        (Pattern(@"Node \((?<name>[^)]*)\) Op \((?<op>\w+)\) "), "node '${name}' (${op}): "),
        (
            Pattern(
                @"Non-zero status code returned while running (?<op>\w+) node\. Name:'(?<name>[^']*)' Status Message: "
            ),
            "node '${name}' (${op}): "
        ),
        (
            Pattern(
                @"\S*onnxruntime\S*\.(cc|cpp|h|cu|cuh):\d+ ([\w:<>~&*, ]+\([^()]*(\([^()]*\)[^()]*)*\)( const)?|\w+) "
            ),
            string.Empty
        ),
        (Pattern(@"\[\w+InferenceError\] "), string.Empty),
    ];

    // What a program does with the library, and what stands in its place in a recipe and on the command line.
    private static readonly (string Library, string Recipe, string Options)[] Translated =
    [
        (
            "set DecimalComma",
            "say \"decimalComma\": true in the data of the recipe, or --set data.decimalComma=true",
            "say --decimal-comma"
        ),
        ("say that it is Missing, or declare the column", LeaveEmpty, LeaveEmpty),
        (": set Separator", SeparateAll, SeparateAll),
        ("; or declare the column", string.Empty, string.Empty),
        (": leave the column out, or declare it", LeaveOut, LeaveOut),
        (
            "if it should be, set MaxRowBytes of the schema, and if not, look for a quote that is not closed",
            "look for a quote that is not closed",
            "look for a quote that is not closed"
        ),
        (", or use Csv.Stream", string.Empty, string.Empty),
        (": use Csv.Stream", ": take a part of it", ": take a part of it"),
        (", or use Read, batch by batch", string.Empty, string.Empty),
        (": use Read, batch by batch", ": take some of them", ": take some of them"),
        ("without HeldOut", "without --held-out", "without --held-out"),
        (
            "take Metrics.Accuracy or ConfusionMatrix with a threshold, 0 for logits and 0.5 for probabilities",
            "give the last layer an output for each class",
            "take a model with an output for each class"
        ),
        (
            "or say which label does not count, as ignore",
            "or say which label does not count, as ignore",
            "or write -1 for what does not count"
        ),
        (
            "For one score a sample there are BinaryCrossEntropy, and an accuracy by threshold",
            "Give the last layer an output for each class",
            "For one score a sample there is --loss binary-cross-entropy"
        ),
    ];

    private const string LeaveEmpty = "or leave the cell empty, for a missing value";
    private const string SeparateAll = ": separate the columns by commas in all lines";
    private const string LeaveOut = ": leave the column out";

    private static readonly Regex RowsOfOne = Pattern(
        @"give targets of [^:]{1,100}: a number for each sample is a row of one, as data\.WithTargets\(.{1,100}?\) makes it"
    );

    /// <summary>The message in these words.</summary>
    public static string Of(string message) => Of(message, GlobalOptions.Current.TakesRecipe);

    /// <summary>The message in these words, in those of recipes or of options.</summary>
    public static string Of(string message, bool isOfRecipe)
    {
        var plain = Replaced.Aggregate(message, (text, rule) => rule.Words.Replace(text, rule.Instead)).TrimEnd();
        return RowsOfOne.Replace(
            Translated.Aggregate(
                plain,
                (text, rule) =>
                    text.Replace(rule.Library, isOfRecipe ? rule.Recipe : rule.Options, StringComparison.Ordinal)
            ),
            "take a loss of labels, such as SoftmaxCrossEntropy(), with an output for each class, or learn numbers, without isLabel"
        );
    }

    private static Regex Pattern(string words) =>
        new(words, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
