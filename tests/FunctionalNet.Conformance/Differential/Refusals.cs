using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Onnx;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The unsupported features that this library declares, recognized by its error messages.</summary>
internal static class Refusals
{
    private static readonly HashSet<string> Operators =
    [
        .. """
            Bernoulli ConcatFromSequence ImageDecoder Multinomial Optional OptionalGetElement OptionalHasElement RandomNormal
            RandomNormalLike RandomUniform RandomUniformLike RegexFullMatch SequenceAt SequenceConstruct SequenceEmpty SequenceErase
            SequenceInsert SequenceLength SequenceMap SplitToSequence StringConcat StringNormalizer StringSplit
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly ImmutableArray<(Regex Error, string Why)> All =
    [
        .. new[]
        {
            (
                "the type (String|Complex64|Complex128|Undefined) is not supported|only tensors are supported",
                "texts, complex numbers, sequences, optionals and sparse tensors are not read"
            ),
            ("too large to be computed with exactly|whole numbers: ", "whole numbers beyond 2⁵³ are not computed with"),
            ("which must be 0 or 1", "a flag is 0 or 1: ONNX says of no other number what it means"),
            ("the operator set '.*' is not supported", "operators of other sets are not read"),
            (
                @"came with opset \d+; the file is of opset",
                "an operator that came later than the opset of a file is not in it"
            ),
            ("has the sizes \\[(.*, )?-", "a size is 0 or more"),
            ("CenterCropPad has the sizes ", "CenterCropPad has one size for each of its axes"),
            ("Split has num_outputs = ", "Split gives as many results as num_outputs says"),
            ("takes one number as input", "an operand that ONNX says is one number is one"),
            ("exactly one of them is its value", "a Constant has one value"),
            (
                "ONNX Runtime copies (it )?and ONNX does not|on which ONNX and ONNX Runtime do not agree",
                "where ONNX and ONNX Runtime do not agree on which element is meant, a file has to say it otherwise"
            ),
            (
                "auto_pad with dilations pads for the kernel alone|one window in ONNX Runtime and none in ONNX"
                    + "|where ONNX Runtime does not crop and ONNX does|its windows are further apart than they are long",
                "where ONNX and ONNX Runtime do not agree on windows or crops, a file has to say them otherwise"
            ),
            ("it interpolates whole numbers", "whole numbers are interpolated after a cast to float only"),
            (
                "takes a number of activation_alpha and one of activation_beta",
                "a recurrent function that is no operator of ONNX has no usual parameters"
            ),
            ("crops . axes by 0 numbers", "a mode that crops needs to be told where"),
            (
                "has no room for a window",
                "a window has room: ONNX's formula gives an axis of 0 places or fewer otherwise"
            ),
            ("of which one must be 0 and the other 1", "ReverseSequence has its two axes at 0 and 1"),
            ("statistics for each place", "statistics for each place (spatial = 0) are not read"),
            (
                "it draws random numbers; it is supported as at inference",
                "what draws random numbers is read as at inference"
            ),
            (
                "the attribute '.*' is unknown: ",
                "an attribute that the operator does not have in the opset is an error, as for ONNX's checker"
            ),
            (
                @"axis \d+ of .* is empty|axis -?\d+ is outside \[(.*, )?0(, .*)?\]",
                "nothing is largest where there is nothing, and an axis that is not there is none of nothing either"
            ),
            ("qk_matmul_output_mode = .*, which is unknown", "a mode is one of those that ONNX names"),
        }.Select(one => (Pattern(one.Item1), one.Item2)),
    ];

    private static readonly Regex Unknown = Pattern(@"\((?<name>\w+)\): the operator is unknown or not supported");

    private static readonly Regex Outside = Pattern(
        "ScatterElements: the axis has .* elements, so that indices go from"
    );

    /// <summary>The declared reason for an error; null if it is undeclared.</summary>
    public static string? Of(Case one, string error) =>
        Outside.IsMatch(error) && one.Nodes.Any(IsUnpoolingToShape)
            ? "MaxUnpool with an output_shape counts its indices in the shape without it, as ONNX's test does"
        : Unknown.Match(error) is { Success: true } match && Operators.Contains(match.Groups["name"].Value)
            ? $"the operator {match.Groups["name"].Value} is not read"
        : All.FirstOrDefault(one => one.Error.IsMatch(error)).Why;

    /// <summary>Whether an error says that the target opset lacks an operator.</summary>
    public static bool OfExport(string error) => error.Contains("opset", StringComparison.Ordinal);

    private static bool IsUnpoolingToShape(NodeProto node) =>
        node.OpType == "MaxUnpool" && node.Input.Count > 2 && node.Input[2].Length > 0;

    private static Regex Pattern(string text) => new(text, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
