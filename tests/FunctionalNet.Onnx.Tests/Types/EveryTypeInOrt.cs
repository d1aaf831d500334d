using System.Globalization;
using FunctionalNet.Execution;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>
/// Every operator that ONNX defines for other types than floats, with operands of each type: the result equals ONNX Runtime's, or the node
/// is refused as unsupported.
/// </summary>
public class EveryTypeInOrt(ITestOutputHelper output)
{
    private const int Seeds = 3;

    public static TheoryData<string> Names { get; } = [.. Operators.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_gives_what_ONNX_Runtime_gives(string name) => Try(name, isDoubled: false, Seeds);

    // The result is added to itself, so that it must wrap around in its own type.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_result_goes_on_in_its_type(string name) => Try(name, isDoubled: true, seeds: 1);

    private void Try(string name, bool isDoubled, int seeds)
    {
        var tried = Operators.All.Single(one => one.Name == name);
        var wrong = new List<string>();
        var (agreed, refused, without) = (new List<DataType>(), new List<string>(), new List<DataType>());
        foreach (var type in TypedFile.All)
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                var outcome = TypedRun.Of(tried, type, seed, isDoubled);
                if (outcome.Wrong is { } problem)
                {
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{type}, seed {seed}: {problem}"));
                }
                else if (outcome.Refused is { } why)
                {
                    refused.Add($"{type} ({why})");
                }
                else
                {
                    (outcome.IsKnown ? agreed : without).Add(type);
                }
            }
        }

        output.WriteLine($"agreed: {string.Join(", ", agreed.Distinct())}");
        output.WriteLine($"no kernel: {string.Join(", ", without.Distinct())}");
        output.WriteLine($"refused: {string.Join(", ", refused.Distinct(StringComparer.Ordinal))}");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
