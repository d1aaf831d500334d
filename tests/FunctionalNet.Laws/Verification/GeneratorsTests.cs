using FsCheck;
using FsCheck.Fluent;
using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws.Verification;

public class GeneratorsTests
{
    private static readonly Shapes Some = Shapes.Ranks(0, 1, 3).Sizes(2, 4);

    [Fact]
    public void Shapes_have_the_ranks_and_sizes_that_were_asked_for()
    {
        var shapes = Generators.ShapesOf(Some);
        var drawn = shapes.Generator.Sample(100).ToArray();
        Assert.Equal([0, 1, 3], drawn.Select(shape => shape.Rank).Distinct().Order());
        Assert.All(drawn, shape => Assert.All(shape, dim => Assert.InRange(dim.Size, 2, 4)));
        Assert.Equal([Shape.Of(2, 3), Shape.Of(3, 2)], Generators.ShapesOf(Shapes.Ranks(2)).Shrinker(Shape.Of(3, 3)));
        Assert.Empty(shapes.Shrinker(Shape.Of(2, 2, 2)));
    }

    [Fact]
    public void Tensors_lie_between_their_bounds_and_shrink_to_zeros()
    {
        var tensors = Generators.Tensors(new Input(Some, Low: -1, High: 0.5));
        Assert.All(
            tensors.Generator.Sample(50),
            tensor => Assert.All(tensor.Span.ToArray(), value => Assert.InRange(value, -1, 0.5))
        );
        var simpler = tensors.Shrinker(Tensor.Vector(0.0, 0.25)).Single();
        Assert.Equal([0.0, 0.0], simpler.Span.ToArray());
    }

    [Fact]
    public void Numbers_are_well_conditioned_or_extreme()
    {
        Assert.All(Generators.WellConditioned.Sample(200), value => Assert.InRange(Math.Abs(value), 0.5, 2));
        var extreme = Generators.Tensors(Shapes.Ranks(1).Sizes(30, 30), Generators.Extreme).Sample(20);
        Assert.Contains(extreme, tensor => tensor.Span.ToArray().Any(double.IsNaN));
        Assert.Contains(extreme, tensor => tensor.Span.ToArray().Any(double.IsInfinity));
    }
}
