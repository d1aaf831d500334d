using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 1: the shape rule gives the shape of the kernel's output, on known and on free axes.</summary>
public class ShapeRuleEqualsKernel
{
    public static TheoryData<string, string> Examples { get; } = Laws.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_kernel_writes_every_element_of_the_shape(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        var operands = Reference.Run(new Graph(inputs, output.Inputs), Samples.Draw<double>(example, 1));
        Laws.Identical(Into(double.NaN), Into(12345));

        // Elements that the kernel does not write keep the initial value, so that two initial values expose them.
        Tensor<double> Into(double before)
        {
            var value = new Tensor<double>(output.Shape);
            value.Writable.Fill(before);
            output.Op.Evaluate([.. operands.Select(Buffer<double>.Of)], Buffer<double>.Of(value));
            return value;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_body_has_the_shape_of_the_function(string onnx, string name)
    {
        var (_, output) = Laws.Example(onnx, name).Trace();
        foreach (var expr in Expr.Sort([output]))
        {
            Assert.Equal(expr.Type, expr.Op.Body(expr.Inputs.AsSpan())?.Type ?? expr.Type);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_free_axis_stands_for_any_size(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var known = example.Trace().Output.Shape;
        foreach (
            var size in example.Domains.SelectMany(domain => domain.Shape.Sizes()).Where(size => size > 1).Distinct()
        )
        {
            Shape free;
            try
            {
                free = Freed(example, size).Trace().Output.Shape;
            }
            catch (Exception error) when (error is ShapeException or InvalidOperationException)
            {
                // The rule requires this axis to be known; its error must say so.
                Assert.False(string.IsNullOrEmpty(error.Message));
                continue;
            }

            Assert.Equal(known.Rank, free.Rank);
            Assert.All(
                free.Zip(known, (f, k) => (f, k)),
                pair => Assert.True(pair.f == pair.k || IsFree(pair.f, pair.k, size), $"{free} for {known}")
            );
        }
    }

    // The free axis itself has the given size; a product is named by its factors.
    private static bool IsFree(Dim free, Dim known, int size) =>
        !free.IsKnown
        && (
            free == Dim.Named("n")
                ? known == size
                : free.Name!.Split('*').Aggregate(1, (p, f) => p * (f == "n" ? size : int.Parse(f, null))) == known.Size
        );

    private static Example Freed(Example example, int size) =>
        example with
        {
            Domains =
            [
                .. example.Domains.Select(domain =>
                    domain with
                    {
                        Shape = new Shape([.. domain.Shape.Select(dim => dim == size ? Dim.Named("n") : dim)]),
                    }
                ),
            ],
        };
}
