using CsCheck;
using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws.Verification;

public class GeneratorsTests
{
    private static readonly Shapes Some = Shapes.Ranks(0, 1, 3).Sizes(2, 4);

    [Fact]
    public void Shapes_have_the_ranks_and_sizes_that_were_asked_for()
    {
        var drawn = Drawn(Generators.ShapesOf(Some), 100);
        Assert.Equal([0, 1, 3], drawn.Select(shape => shape.Rank).Distinct().Order());
        Assert.Equal([2, 3, 4], drawn.SelectMany(shape => shape.Sizes()).Distinct().Order());
        Assert.All(drawn, shape => Assert.All(shape, dim => Assert.InRange(dim.Size, 2, 4)));
    }

    [Fact]
    public void Axes_of_one_name_have_one_size()
    {
        var n = Dim.Named("n");
        Assert.All(Drawn(Generators.ShapesOf(new Shape(n, 3, n)), 50), shape => Assert.Equal(shape[0], shape[2]));
    }

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(0.1, 3)]
    [InlineData(-3, -3)]
    public void Tensors_lie_between_their_bounds(double low, double high)
    {
        var drawn = Drawn(Generators.Tensors(new Input(Some, low, high)), 100);
        var values = drawn.SelectMany(tensor => tensor.Span.ToArray()).ToArray();
        Assert.All(values, value => Assert.InRange(value, low, high));
        Assert.Contains(Math.Clamp(0, low, high), values);
        Assert.InRange(
            values.Average(),
            ((low + high) / 2) - (0.2 * (high - low)),
            ((low + high) / 2) + (0.2 * (high - low))
        );
    }

    [Fact]
    public void Whole_numbers_reach_both_bounds()
    {
        var labels = Generators.Tensors(new Input(Some, 0, 9, ElementType.Int64));
        var values = Drawn(labels, 100).SelectMany(tensor => tensor.Span.ToArray());
        Assert.Equal(Enumerable.Range(0, 10).Select(label => (double)label), values.Distinct().Order());
    }

    // CsCheck shrinks towards smaller sizes.
    [Fact]
    public void Fewer_and_shorter_axes_are_simpler_and_then_zeros()
    {
        var tensors = Sized(Generators.Tensors(new Input(Shapes.Ranks(1, 2), -1, 1)), 2_000);
        var simplest = tensors.Aggregate((best, one) => Size.IsLessThan(one.Size, best.Size) ? one : best).Value;
        Assert.Equal(Shape.Of(1), simplest.Shape);
        Assert.Equal([0.0], simplest.Span.ToArray());
    }

    [Fact]
    public void Numbers_are_well_conditioned_or_extreme()
    {
        var conditioned = Drawn(Generators.WellConditioned, 200);
        Assert.All(conditioned, value => Assert.InRange(Math.Abs(value), 0.5, 2));
        Assert.Contains(conditioned, value => value < 0);
        var extreme = Drawn(Generators.Tensors(Shapes.Ranks(1).Sizes(30, 30), Generators.Extreme), 20);
        Assert.Contains(extreme, tensor => tensor.Span.ToArray().Any(double.IsNaN));
        Assert.Contains(extreme, tensor => tensor.Span.ToArray().Any(double.IsInfinity));
    }

    private static T[] Drawn<T>(Gen<T> generator, int count) => [.. Sized(generator, count).Select(one => one.Value)];

    private static IEnumerable<(T Value, Size Size)> Sized<T>(Gen<T> generator, int count) =>
        Enumerable.Range(0, count).Select(i => (generator.Generate(new PCG((uint)i, 7), null, out var size), size));
}
