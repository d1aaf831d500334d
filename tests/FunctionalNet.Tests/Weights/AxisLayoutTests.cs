using Xunit;

namespace FunctionalNet.Tests.Weights;

/// <summary>Splitting, permuting and merging axes, against indices computed by hand.</summary>
public sealed class AxisLayoutTests
{
    [Fact]
    public void A_matrix_is_transposed()
    {
        var y = AxisLayout.Parse("out in -> in out", []).Apply(Tensor.Of<float>(new(2, 3), 1, 2, 3, 4, 5, 6));
        Assert.Equal(new Shape(3, 2), y.Shape);
        Assert.Equal([1f, 4, 2, 5, 3, 6], y.Span.ToArray());
    }

    [Fact]
    public void Rotary_halves_become_pairs()
    {
        // [(heads two half), in]: row (h, t, j) goes to column (h, j, t).
        var layout = AxisLayout.Parse("(heads two half) in -> in (heads half two)", [("heads", 2), ("two", 2)]);
        var x = Tensor.Of<float>(new(12, 2), [.. Enumerable.Range(0, 24).Select(i => (float)i)]);
        var y = layout.Apply(x);
        Assert.Equal(new Shape(2, 12), y.Shape);
        for (
            var (h, t, j) = (0, 0, 0);
            h < 2;
            (h, t, j) =
                    j < 2 ? (h, t, j + 1)
                    : t < 1 ? (h, t + 1, 0)
                    : (h + 1, 0, 0)
        )
        {
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(x[(((h * 2) + t) * 3) + j, i], y[i, (((h * 3) + j) * 2) + t]);
            }
        }
    }

    [Theory]
    [InlineData("a b c -> c a b", 2, 3, 4)]
    [InlineData("a b c -> (b a) c", 2, 1, 4)]
    [InlineData("(a two) b c -> c (b a) two", 4, 3, 2)]
    [InlineData("a b c -> b a c", 0, 3, 4)]
    [InlineData("a b c -> a b c", 1, 1, 1)]
    public void The_inverse_leads_back(string text, int a, int b, int c)
    {
        (string, int)[] sizes = text.Contains("two", StringComparison.Ordinal) ? [("two", 2), ("b", b)] : [("b", b)];
        var layout = AxisLayout.Parse(text, sizes);
        var x = Tensor.Of<float>(new(a, b, c), [.. Enumerable.Range(0, a * b * c).Select(i => (float)i)]);
        var y = layout.Apply(x);
        Assert.Equal(layout.Infer(x.Shape), y.Shape);
        Assert.Equal(x.Shape, layout.Inverse.Infer(y.Shape));
        Assert.Equal(x.Span.ToArray(), layout.Inverse.Apply(y).Span.ToArray());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a b -> a")]
    [InlineData("a a -> a a")]
    [InlineData("(a b -> a b")]
    [InlineData("a) b -> a b")]
    [InlineData("((a) b) -> a b")]
    [InlineData("() a -> a")]
    [InlineData("a ... -> ... a")]
    [InlineData("(a b) -> a b")]
    [InlineData("a -> b -> c")]
    public void What_is_no_layout_is_refused(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => AxisLayout.Parse(text, []));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_with_other_axes_is_not_taken()
    {
        var layout = AxisLayout.Parse("(a two) b -> b a two", [("two", 2)]);
        Assert.Null(layout.Infer(new(3, 2)));
        Assert.Null(layout.Infer(new(4)));
        Assert.Equal(new Shape(5, 2, 2), layout.Infer(new(4, 5)));
        Assert.Null(
            AxisLayout.Parse("a b c -> (a b) c", [("a", int.MaxValue)]).Infer(new(int.MaxValue, int.MaxValue, 0))
        );
        Assert.Throws<ArgumentException>(() => AxisLayout.Parse("a b -> b a", [("c", 2)]));
        Assert.Throws<ArgumentException>(() => AxisLayout.Parse("a b -> b a", [("a", 0)]));
    }
}
