using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Display;

/// <summary>
/// Messages of .NET and of ONNX Runtime in words for users: without names of parameters, exceptions, source files and functions, and with
/// the node first. <c>--verbose</c> prints them as they are.
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

    /// <summary>The message in these words.</summary>
    public static string Of(string message) =>
        Replaced.Aggregate(message, (text, rule) => rule.Words.Replace(text, rule.Instead)).TrimEnd();

    private static Regex Pattern(string words) =>
        new(words, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
