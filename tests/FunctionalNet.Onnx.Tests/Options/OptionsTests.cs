using System.Globalization;
using FunctionalNet.OnnxTests.Types;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>
/// Operators with many options, drawn at random: the result equals ONNX Runtime's, or the node is refused as unsupported.
/// FNET_OPTIONS=10000 makes a longer run.
/// </summary>
public class OptionsTests
{
    private static readonly int Count = int.TryParse(
        Environment.GetEnvironmentVariable("FNET_OPTIONS"),
        CultureInfo.InvariantCulture,
        out var asked
    )
        ? asked
        : 400;

    public static TheoryData<string> Drawn { get; } = ["MaxPool", "AveragePool", "LpPool", "Conv", "Resize"];

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Give_what_ONNX_Runtime_gives(string op)
    {
        var random = new Random(op.Length);
        var (agree, refused, wrong) = (0, new List<string>(), new List<string>());
        for (var i = 0; i < Count; i++)
        {
            var tried = op == "Resize" ? DrawnResize.Of(random) : DrawnPool.Of(op, random);
            var x = Samples.Normal<double>(tried.X, i);
            x = new(x.Shape, [.. x.Span.ToArray().Select(value => (double)(float)value)]);
            var file = TypedFile.Of(
                [tried.Node],
                [("x", DataType.Float, tried.X)],
                tried.Node.Output.Select((name, output) => (name, output == 0 ? DataType.Float : DataType.Int64)),
                tried.Constants,
                tried.Opset
            );
            if (TypedFile.Ort(file, x) is not { } theirs)
            {
                continue;
            }

            var run = TypedRun.Judge(file, [x], theirs, 1e-4);
            if (run.Refused is { } reason)
            {
                refused.Add(reason);
            }
            else if (run.Wrong is { } problem)
            {
                wrong.Add($"{tried}: {problem}");
            }
            else
            {
                agree++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{op}: {agree} agree, {refused.Count} refused, {wrong.Count} wrong of {Count}\n{string.Join('\n', refused.Distinct(StringComparer.Ordinal).Take(5))}"
        );
        Assert.True(
            wrong.Count == 0,
            string.Join('\n', wrong.OrderBy(one => one.Contains("no room", StringComparison.Ordinal)).Take(40))
        );
        Assert.InRange(agree, Count / 3, Count);
    }
}

/// <summary>A random node with its operands.</summary>
/// <param name="Node">The node, with x as its first input.</param>
/// <param name="X">The shape of x.</param>
/// <param name="Constants">The other operands.</param>
/// <param name="Opset">The opset of the model.</param>
internal sealed record DrawnNode(NodeProto Node, Shape X, IReadOnlyList<TensorProto> Constants, int Opset)
{
    public override string ToString() =>
        $"{Node.OpType} {Opset} of {X}: {string.Join(", ", Node.Attribute.Select(Said).Concat(Constants.Select(Said)))}";

    private static string Said(AttributeProto attribute) =>
        $"{attribute.Name} = {(attribute.Ints.Count > 0 ? $"[{string.Join(' ', attribute.Ints)}]" : attribute.S.IsEmpty ? $"{attribute.I} {attribute.F}" : attribute.S.ToStringUtf8())}";

    private static string Said(TensorProto tensor) =>
        $"{tensor.Name} = [{string.Join(' ', tensor.FloatData.Take(8).Select(value => value.ToString("R", CultureInfo.InvariantCulture)).Concat(tensor.Int64Data.Select(value => $"{value}")))}]";
}
