using Xunit;

namespace FunctionalNet.Tests.Data;

/// <summary>Augmentations draw from the key for each sample and change neither the targets nor the batch that they are given.</summary>
public class ImageTests
{
    // Six images of two planes of 4 x 5 pixels. Values start at 1, so that every 0 is padding.
    private static readonly Batch<float> Images = Batch.Of<float>(
        new(new(6, 2, 4, 5), [.. Enumerable.Range(1, 240).Select(i => (float)i)]),
        Tensor.Vector<float>(0, 1, 2, 3, 4, 5)
    );

    public static TheoryData<string> Names => [.. Changes.Keys];

    private static Dictionary<string, Func<Batch<float>, Key, Batch<float>>> Changes =>
        new(StringComparer.Ordinal)
        {
            ["shift"] = (batch, key) => batch.Shift(key, 2),
            ["flip"] = (batch, key) => batch.Flip(key),
            ["crop"] = (batch, key) => batch.Crop(key, 3, 2),
            ["rotate"] = (batch, key) => batch.Rotate(key, 45),
            ["noise"] = (batch, key) => batch.Noise(key, 0.1),
            ["cutout"] = (batch, key) => batch.Cutout(key, 3),
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_change_follows_from_its_key_and_leaves_what_it_is_given(string name)
    {
        var before = Images.Inputs.Span.ToArray();
        var changed = Changes[name](Images, 1);
        Assert.Equal(changed.Inputs.Span.ToArray(), Changes[name](Images, 1).Inputs.Span.ToArray());
        Assert.NotEqual(changed.Inputs.Span.ToArray(), Changes[name](Images, 2).Inputs.Span.ToArray());
        Assert.Equal(before, Images.Inputs.Span.ToArray());
        Assert.Equal(Images.Targets.Span.ToArray(), changed.Targets.Span.ToArray());
    }

    [Fact]
    public void A_shift_moves_whole_images_and_zeros_come_in()
    {
        var moves = Enumerable.Range(0, 40).SelectMany(key => Enumerable.Range(0, 6).Select(image => Move(key, image)));
        Assert.Equal(9, moves.Distinct().Count());

        static (int Down, int Right) Move(int key, int image)
        {
            var changed = Images.Shift(key, 1).Inputs;
            var original = Images.Inputs;
            return Enumerable
                .Range(-1, 3)
                .SelectMany(down => Enumerable.Range(-1, 3).Select(right => (down, right)))
                .Single(move =>
                    Places()
                        .All(at =>
                            changed[image, at.Plane, at.Line, at.Column]
                            == (
                                at.Line - move.down is >= 0 and < 4 && at.Column - move.right is >= 0 and < 5
                                    ? original[image, at.Plane, at.Line - move.down, at.Column - move.right]
                                    : 0
                            )
                        )
                );
        }
    }

    [Fact]
    public void A_flip_mirrors_some_images()
    {
        var flipped = Images.Flip(1, probability: 1).Inputs;
        Assert.All(
            Places(),
            at =>
                Assert.Equal(
                    Images.Inputs[3, at.Plane, at.Line, 4 - at.Column],
                    flipped[3, at.Plane, at.Line, at.Column]
                )
        );
        Assert.Equal(Images.Inputs.Span.ToArray(), Images.Flip(1, probability: 0).Inputs.Span.ToArray());
        var count = Enumerable
            .Range(0, 100)
            .Sum(key =>
                Enumerable
                    .Range(0, 6)
                    .Count(image => Images.Flip(key).Inputs[image, 0, 0, 0] > Images.Inputs[image, 0, 0, 0])
            );
        Assert.InRange(count, 250, 350);
    }

    [Fact]
    public void A_crop_is_a_part_and_a_cutout_leaves_the_rest()
    {
        var part = Images.Crop(3, 3, 2).Inputs;
        Assert.Equal(new(6, 2, 3, 2), part.Shape);
        Assert.Equal(1, part[0, 0, 0, 1] - part[0, 0, 0, 0]);
        Assert.Equal(5, part[0, 1, 1, 0] - part[0, 1, 0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Images.Crop(3, 5, 2));

        var cut = Images.Cutout(4, 2).Inputs;
        Assert.All(
            Enumerable.Range(0, 6),
            image => Assert.InRange(Places().Count(at => cut[image, at.Plane, at.Line, at.Column] == 0), 2, 8)
        );
        Assert.All(
            cut.Span.ToArray().Zip(Images.Inputs.Span.ToArray(), (after, before) => (After: after, Before: before)),
            pair => Assert.True(pair.After == 0 || pair.After == pair.Before)
        );
    }

    [Fact]
    public void Turning_by_nothing_changes_nothing_and_noise_has_its_deviation()
    {
        Assert.Equal(Images.Inputs.Span.ToArray(), Images.Rotate(1, 0).Inputs.Span.ToArray());
        var noise = Batch
            .Of(Tensor.Zeros<float>(new(10_000)), Tensor.Zeros<float>(new(10_000)))
            .Noise(1, 0.5)
            .Inputs.Doubles();
        Assert.Equal(0.25, noise.Average(x => x * x), 0.02);
        Assert.Throws<ArgumentException>(() =>
            Batch.Of(Tensor.Zeros<float>(new(2, 3)), Tensor.Zeros<float>(new(2))).Flip(1)
        );
    }

    private static IEnumerable<(int Plane, int Line, int Column)> Places() =>
        from plane in Enumerable.Range(0, 2)
        from line in Enumerable.Range(0, 4)
        from column in Enumerable.Range(0, 5)
        select (plane, line, column);
}
