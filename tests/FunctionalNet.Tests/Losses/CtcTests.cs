using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>CTC against the sum over all alignments, and labels that have no alignment.</summary>
public class CtcTests
{
    [Theory]
    [InlineData(3, new[] { 1 })]
    [InlineData(4, new[] { 1, 2 })]
    [InlineData(5, new[] { 1, 1 })]
    [InlineData(4, new int[0])]
    public void It_is_the_sum_over_all_spellings(int frames, int[] labels)
    {
        const int kinds = 3;
        double[] logits = [.. Enumerable.Range(0, frames * kinds).Select(i => Math.Sin(3.7 * i))];
        var expected = 0.0;
        for (var path = 0; path < (int)Math.Pow(kinds, frames); path++)
        {
            int[] spelling = [.. Enumerable.Range(0, frames).Select(t => path / (int)Math.Pow(kinds, t) % kinds)];
            var read = spelling.Where((c, t) => c != 0 && (t == 0 || spelling[t - 1] != c));
            expected += read.SequenceEqual(labels)
                ? spelling
                    .Select((c, t) => Share(logits[(t * kinds)..((t + 1) * kinds)], c))
                    .Aggregate(1.0, (a, b) => a * b)
                : 0;
        }

        double[] target = [.. labels.Select(label => (double)label), .. Enumerable.Repeat(-1.0, 3 - labels.Length)];
        var loss = Ctc()
            .Apply(Ops.Constant(new(1, frames, kinds), logits), Ops.Constant(new(1, 3), target, ElementType.Int64));
        Assert.Equal(-Math.Log(expected), loss.Value()[0], 1e-12);
    }

    [Theory]
    [InlineData(false, double.PositiveInfinity)]
    [InlineData(true, 0)]
    public void Labels_that_so_few_frames_cannot_spell_have_no_slope(bool zero, double expected)
    {
        var x = Expr.Input("x", new(1, 2, 3));
        var loss = Ctc(zeroInfinity: zero).Apply(x, Ops.Constant(new(1, 2), [1, 1], ElementType.Int64));
        var values = Numbers.Values(x, Tensor.Zeros<double>(new(1, 2, 3)), loss, Gradient.Of(loss, [x])[0]);
        Assert.Equal([expected], values[0]);
        Assert.Equal(new double[6], values[1]);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, -1, 1, -1, 2 }, "the label of sample 1 at [2] is 2, which follows -1")]
    [InlineData(new[] { 1.0, 2, -1, 1, 0, -1 }, "the label of sample 1 at [1] is 0, which is the blank")]
    [InlineData(new[] { 1.0, 2, 3, 1, -1, -1 }, "the label of sample 0 at [2] is 3, which is none of them")]
    public void A_label_that_is_none_names_its_sample(double[] labels, string told)
    {
        var loss = Ctc().Apply(Zeros(2, 4, 3), Ops.Constant(new(2, 3), labels, ElementType.Int64));
        Assert.Contains(told, Assert.Throws<LabelException>(loss.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_finds_such_labels_before_its_first_step()
    {
        var training = FunctionalNet.Training.Of(Dense(3), Ctc(), Sgd(0.1));
        var data = new Dataset<float>(Tensor.Zeros<float>(new(2, 4, 3)), Tensor.Of(new(2, 3), 1f, 2, -1, 1, -1, 2));
        var told = training.Fit(training.Init(1, data.InputShape), data.Batches(2)).LeftAsEnumerable().Single();
        Assert.Contains("sample 1 at [2]", told.Message, StringComparison.Ordinal);
    }

    // PyTorch: no frames spell the empty text, and nothing else.
    [Theory]
    [InlineData(1, new[] { 0.0, -1, -1 }, 0)]
    [InlineData(1, new[] { 0.0, 1, -1 }, double.PositiveInfinity)]
    [InlineData(4, new[] { 0.0, -1, -1 }, 0)]
    [InlineData(4, new[] { 0.0, 2, 1 }, double.PositiveInfinity)]
    public void A_sample_without_frames_spells_the_empty_text_alone(int frames, double[] target, double expected)
    {
        var loss = Ctc(lengths: true).Apply(Zeros(1, frames, 3), Ops.Constant(new(1, 3), target, ElementType.Int64));
        Assert.Equal(expected, loss.Value()[0]);
    }

    [Fact]
    public void A_sample_has_no_more_frames_than_the_logits()
    {
        var target = Ops.Constant(new(2, 2), [4, 1, 5, 1], ElementType.Int64);
        var loss = Ctc(lengths: true).Apply(Zeros(2, 4, 3), target);
        Assert.Contains(
            "the number of frames of sample 1 at [0] is 5, which is none of them: there are 4 frames",
            Assert.Throws<LabelException>(loss.Value).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var target = Expr.Input("t", new(2, 3), ElementType.Int64);
        Assert.Throws<ShapeException>(() => Ctc().Apply(Expr.Input("x", new(2, 5)), target));
        Assert.Throws<ShapeException>(() => Ctc().Apply(Expr.Input("x", new(3, 5, 4)), target));
        Assert.Throws<ShapeException>(() => Ctc(blank: 4).Apply(Expr.Input("x", new(2, 5, 4)), target));
    }

    private static Expr Zeros(params int[] sizes) => Ops.Constant(Shape.Of(sizes), new double[Shape.Of(sizes).Size]);

    private static double Share(double[] logits, int c) => Math.Exp(logits[c]) / logits.Sum(Math.Exp);
}
