using FunctionalNet.Execution;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>
/// Law 7 for integers and bools: ONNX Runtime has kernels for all that the shape rules let users compose, and they give the same results.
/// </summary>
public class EveryElementType
{
    public static TheoryData<string, string> Examples { get; } = Catalogue.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void What_can_be_composed_can_be_run(string onnx, string name)
    {
        var example = Catalogue.Example(onnx, name);
        foreach (var from in (ElementType[])[ElementType.Float, ElementType.Int64, ElementType.Bool])
        {
            foreach (var to in (ElementType[])[ElementType.Float, ElementType.Int64, ElementType.Bool])
            {
                var other = With(onnx, example, from, to);
                if (other != example && Graph(other) is { } graph)
                {
                    var inputs = Samples.Draw<float>(other);
                    using var plan = OrtPlan<float>.Compile(graph, threads: 1).OrThrow();
                    Samples.Close(Reference.Run(graph, inputs), plan.Run(inputs), 2e-5);
                }
            }
        }
    }

    // Integers that every operator accepts: not 0 because of divisions, and small so that products are exact.
    private static Example With(string onnx, Example example, ElementType from, ElementType to) =>
        from == to || example.Domains.All(domain => domain.Element != from)
            ? example
            : example with
            {
                Domains =
                [
                    .. example.Domains.Select(domain =>
                        domain.Element != from ? domain
                        : to == ElementType.Int64
                            ? onnx == "ReduceProd" ? new Domain(domain.Shape, -1, -1, to)
                                : new Domain(domain.Shape, 1, 3, to)
                        : to == ElementType.Bool ? new Domain(domain.Shape, 0, 1, to)
                        : onnx == "functionalnet.Labels" ? new Domain(domain.Shape, 1, 1)
                        : new Domain(domain.Shape, 0.5, 1.5)
                    ),
                ],
            };

    private static Graph? Graph(Example example)
    {
        try
        {
            var (inputs, output) = example.Trace();
            return new Graph(inputs, [output]);
        }
        catch (ShapeException)
        {
            return null;
        }
    }
}
