using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Tests.Display;

public sealed class WordingTests
{
    [Theory]
    [InlineData(
        "Units must be at least 1, but is -1.5. (Parameter 'Units')\nActual value was -1.5.",
        "Units must be at least 1, but is -1.5."
    )]
    [InlineData(
        "'a' is an invalid start. Path: $ | LineNumber: 0 | BytePositionInLine: 0.",
        "'a' is an invalid start."
    )]
    [InlineData(
        "a.onnx: ONNX Runtime cannot load it: [ErrorCode:Fail] Load model from a.onnx failed:Node () Op (Conv) [ShapeInferenceError] Attribute pads has incorrect size",
        "a.onnx: ONNX Runtime cannot load it: node '' (Conv): Attribute pads has incorrect size"
    )]
    [InlineData(
        "[ErrorCode:InvalidGraph] Load model from a.onnx failed:This is an invalid model. In Node, (\"n\", LRN, \"\", -1) : (\"x\": tensor(float),) -> (\"y\": tensor(float),) , Error Required attribute 'size' is missing.",
        "node 'n' (LRN): Required attribute 'size' is missing."
    )]
    [InlineData(
        "[ErrorCode:Fail] Non-zero status code returned while running Add node. Name:'sum' Status Message: /onnxruntime_src/onnxruntime/core/element_wise_ops.h:560 void onnxruntime::BroadcastIterator::Append(ptrdiff_t, ptrdiff_t) axis == 1 was false. Attempting to broadcast 2 by 3",
        "node 'sum' (Add): axis == 1 was false. Attempting to broadcast 2 by 3"
    )]
    [InlineData(
        "[ONNXRuntimeError] : 1 : FAIL : /onnxruntime_src/helper.h:142 Compute left operand cannot broadcast on dim 1",
        "left operand cannot broadcast on dim 1"
    )]
    [InlineData("files/a.h:1 is kept as it is", "files/a.h:1 is kept as it is")]
    public void Names_of_parameters_sources_and_functions_are_left_out(string message, string words) =>
        Assert.Equal(words, Wording.Of(message));

    [Theory]
    [InlineData("a decimal comma: set DecimalComma", "say --decimal-comma", "\"decimalComma\": true")]
    [InlineData("; correct it, say that it is Missing, or declare the column", "leave the cell empty", "missing value")]
    [InlineData("'|' is between numbers like a separator: set Separator", "by commas in all lines", "in all lines")]
    [InlineData("without HeldOut the loss of training judges", "without --held-out", "without --held-out")]
    [InlineData("Mend it, or say which label does not count, as ignore", "write -1", "as ignore")]
    [InlineData(
        "give targets of [8, 1]: a number for each sample is a row of one, as data.WithTargets(t => t.Reshape(new(t.Shape[0], 1))) makes it",
        "without isLabel",
        "SoftmaxCrossEntropy()"
    )]
    public void What_programs_do_is_said_as_options_or_keys_of_a_recipe(string message, string option, string key)
    {
        Assert.Contains(option, Wording.Of(message, isOfRecipe: false), StringComparison.Ordinal);
        Assert.Contains(key, Wording.Of(message, isOfRecipe: true), StringComparison.Ordinal);
        foreach (var isOfRecipe in new[] { false, true })
        {
            Assert.DoesNotMatch("DecimalComma|Missing|Separator|HeldOut|WithTargets", Wording.Of(message, isOfRecipe));
        }
    }
}
