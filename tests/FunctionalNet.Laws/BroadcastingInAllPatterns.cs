using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 2 for broadcasting: each operand has an axis in full, with size 1, or not at all.</summary>
public class BroadcastingInAllPatterns
{
    private static readonly Shape Full = new(2, 3, 5);

    public static TheoryData<string, string> Examples { get; } =
    [.. Laws.Examples().Select(row => row.Data).Where(row => IsElementwiseOfTwo(Laws.Example(row.Item1, row.Item2)))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Equals_the_reference(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        foreach (var left in Patterns())
        {
            foreach (var right in Patterns())
            {
                var patterned = example with
                {
                    Domains =
                    [
                        .. example.Domains.Select((domain, i) => domain with { Shape = i % 2 == 0 ? left : right }),
                    ],
                };
                var (inputs, output) = patterned.Trace();
                var floats = inputs.Where(x => x.IsFloat).ToArray();
                var gradients = output.IsFloat ? Gradient.Of((output * output).ReduceSum(), floats) : [];
                var graph = new Graph(inputs, [output, .. gradients]);
                var values = Samples.Draw<double>(patterned, 1);
                foreach (
                    var (expected, actual) in Reference
                        .Run(graph, values)
                        .Zip(Plan<double>.Compile(graph).Run(values), (e, a) => (e, a))
                )
                {
                    Laws.Close(expected, actual, 1e-11);
                }
            }
        }
    }

    private static IEnumerable<Shape> Patterns() =>
        from rank in Enumerable.Range(0, Full.Rank + 1)
        from ones in Enumerable.Range(0, 1 << rank)
        select new Shape([
            .. Full[(Full.Rank - rank)..].Select((dim, axis) => (ones & (1 << axis)) == 0 ? dim : (Dim)1),
        ]);

    // One example of each operator suffices, because the shapes are replaced.
    private static bool IsElementwiseOfTwo(Example example) =>
        example.Domains.Length > 1
        && example.Domains.All(domain => domain.Shape == new Shape(5))
        && example.Trace().Output.Op is Elementwise;
}
