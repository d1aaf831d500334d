using System.Text.RegularExpressions;

namespace FunctionalNet.Conformance.Differential;

/// <summary>What this library declares that it does not read or write, by what its errors say.</summary>
internal static partial class Refusals
{
    private static readonly HashSet<string> Operators =
    [
        .. """
            Bernoulli ConcatFromSequence ImageDecoder Multinomial Optional OptionalGetElement OptionalHasElement RandomNormal
            RandomNormalLike RandomUniform RandomUniformLike RegexFullMatch SequenceAt SequenceConstruct SequenceEmpty SequenceErase
            SequenceInsert SequenceLength SequenceMap SplitToSequence StringConcat StringNormalizer StringSplit
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly (Regex Error, string Why)[] All =
    [
        (Types(), "texts, complex numbers, sequences, optionals and sparse tensors are not read"),
        (WholeNumbers(), "whole numbers beyond 2⁵³ are not computed with"),
        (Flags(), "a flag is 0 or 1: ONNX says of no other number what it means"),
        (Domains(), "operators of other sets are not read"),
        (Constants(), "a Constant has one value"),
        (
            Disagreement(),
            "where ONNX and ONNX Runtime do not agree on which element is meant, a file has to say it otherwise"
        ),
        (Windows(), "where ONNX and ONNX Runtime do not agree on windows or crops, a file has to say them otherwise"),
        (Interpolated(), "whole numbers are interpolated after a cast to float only"),
        (Functions(), "a recurrent function that is no operator of ONNX has no usual parameters"),
        (Regions(), "a mode that crops needs to be told where"),
        (Room(), "a window has room: ONNX's formula gives an axis of 0 places or fewer otherwise"),
        (ReversedAxes(), "ReverseSequence has its two axes at 0 and 1"),
        (Statistics(), "statistics for each place (spatial = 0) are not read"),
        (Training(), "what draws random numbers is read as at inference"),
        (Attributes(), "an attribute that the operator does not have in the opset is an error, as for ONNX's checker"),
        (Empty(), "nothing is largest where there is nothing, and an axis that is not there is none of nothing either"),
        (Modes(), "a mode is one of those that ONNX names"),
    ];

    /// <summary>Why an error is declared; null where it is not.</summary>
    public static string? Of(string error) =>
        Unknown().Match(error) is { Success: true } match && Operators.Contains(match.Groups["name"].Value)
            ? $"the operator {match.Groups["name"].Value} is not read"
            : All.FirstOrDefault(one => one.Error.IsMatch(error)).Why;

    /// <summary>Whether an error says that an operator is not in the opset that is written.</summary>
    public static bool OfExport(string error) => Export().IsMatch(error);

    [GeneratedRegex(
        "auto_pad with dilations pads for the kernel alone|one window in ONNX Runtime and none in ONNX|where ONNX Runtime does not crop and ONNX does|its windows are further apart than they are long",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Windows();

    [GeneratedRegex("it interpolates whole numbers", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Interpolated();

    [GeneratedRegex("opset", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Export();

    [GeneratedRegex(@"\((?<name>\w+)\): the operator is unknown or not supported", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Unknown();

    [GeneratedRegex(
        "the type (String|Complex64|Complex128|Undefined) is not supported|only tensors are supported",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Types();

    [GeneratedRegex("too large to be computed with exactly|whole numbers: ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex WholeNumbers();

    [GeneratedRegex(
        "takes a number of activation_alpha and one of activation_beta",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Functions();

    [GeneratedRegex("crops . axes by 0 numbers", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Regions();

    [GeneratedRegex("has no room for a window", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Room();

    [GeneratedRegex("of which one must be 0 and the other 1", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ReversedAxes();

    [GeneratedRegex("statistics for each place", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Statistics();

    [GeneratedRegex("it draws random numbers; it is supported as at inference", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Training();

    [GeneratedRegex("the attribute '.*' is unknown: ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Attributes();

    [GeneratedRegex(
        @"axis \d+ of .* is empty|axis -?\d+ is outside \[(.*, )?0(, .*)?\]",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Empty();

    [GeneratedRegex("which must be 0 or 1", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Flags();

    [GeneratedRegex("the operator set '.*' is not supported", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Domains();

    [GeneratedRegex("exactly one of them is its value", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Constants();

    [GeneratedRegex(
        "ONNX Runtime copies and ONNX does not|on which ONNX and ONNX Runtime do not agree",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Disagreement();

    [GeneratedRegex("qk_matmul_output_mode = .*, which is unknown", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Modes();
}
