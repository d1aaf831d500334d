using CsCheck;
using Xunit;

namespace FunctionalNet.Tests.Tensors;

/// <summary>Free axes are multiplied and divided exactly, whatever their names.</summary>
public class DimTests
{
    private static readonly string[] Odd =
    [
        "batch",
        "3",
        "12",
        "*",
        "a*b",
        "a",
        "b",
        "batch*4",
        "2147483648",
        " n ",
        "unk__0",
        "N×M",
    ];

    public static TheoryData<string> Names => [.. Odd];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_no_number_and_no_product(string name)
    {
        var x = Expr.Input("x", new(Dim.Named(name), 4));
        var flat = x.Reshape(-1);
        Assert.False(flat.Shape.IsKnown);
        Assert.Equal($"{name}*4", flat.Shape[0].Name);
        Assert.Equal($"[{Dim.Named(name)}*4]", $"{flat.Shape}");
        Assert.Equal(x.Shape, flat.Reshape(-1, 4).Shape);
        Assert.Equal(new(Dim.Named(name), 2, 2), flat.Reshape(-1, 2, 2).Shape);
        Assert.Throws<ShapeException>(() => flat.Reshape(-1, 3));
        Assert.Throws<ShapeException>(() => flat.Reshape(12));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_product_takes_the_sizes_of_a_batch(string name)
    {
        var x = Expr.Input("x", new(Dim.Named(name), 4));
        var graph = new Graph([x], [x.Reshape(-1)]).WithFreeAxes(5);
        Assert.Equal(new(20), graph.Outputs[0].Shape);
    }

    [Fact]
    public void A_name_that_looks_like_a_product_is_another_axis()
    {
        var product = Dim.Product([Dim.Named("b"), Dim.Named("a")]);
        Assert.Equal("a*b", product.Name);
        Assert.NotEqual(Dim.Named("a*b"), product);
        Assert.Equal(product, Dim.Product([Dim.Named("a"), Dim.Named("b")]));
        Assert.Equal(product.GetHashCode(), Dim.Product([Dim.Named("a"), Dim.Named("b")]).GetHashCode());
        Assert.NotEqual(Dim.Named("a*3"), Dim.Product([Dim.Named("a"), 3]));
        Assert.Equal(0, Dim.Product([Dim.Named("a"), 0]));
        Assert.Equal(default, (Dim)0);
    }

    [Fact]
    public void What_is_multiplied_divides_again()
    {
        var monomial = Gen.Select(
            Gen.Int[1, 100],
            Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]).Array[0, 3],
            (factor, names) => names.Aggregate((Monomial)factor, (product, name) => product * Monomial.Of(name))
        );
        Gen.Select(monomial, monomial)
            .Sample(
                (x, y) =>
                {
                    Assert.Equal(x * y, y * x);
                    Assert.Equal(x, (x * y).Over(y));
                    Assert.Equal(x == y, x.Over(y) == 1);
                    Assert.Null(x.Over(x * y * Monomial.Of("more")));
                    Assert.Null(x.Over(x * 101));
                }
            );
    }

    [Fact]
    public void What_is_too_long_is_refused()
    {
        Assert.Throws<ShapeException>(() => Dim.Product([1 << 16, 1 << 16]));
        Assert.Throws<ShapeException>(() => Dim.Product([1 << 16, Dim.Named("n"), 1 << 16]));
        Assert.Throws<ShapeException>(() => Dim.Product([int.MaxValue, int.MaxValue, int.MaxValue]));
    }
}
