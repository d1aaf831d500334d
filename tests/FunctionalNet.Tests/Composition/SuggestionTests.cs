using Xunit;

namespace FunctionalNet.Tests.Composition;

/// <summary>Suggestions for misspelled names.</summary>
public class SuggestionTests
{
    private static readonly string[] Names = ["--epochs", "--batch", "--lr", "digits", "iris", "Species"];

    [Theory]
    [InlineData("--epoch", "--epochs")]
    [InlineData("--epcohs", "--epochs")]
    [InlineData("--bacth", "--batch")]
    [InlineData("digts", "digits")]
    [InlineData("species", "Species")]
    [InlineData("--rl", "--lr")]
    [InlineData("--freeze", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_meant_where_one_is_near(string word, string? meant) =>
        Assert.Equal(meant, Suggestion.Nearest(word, Names));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("train", "train", 0)]
    [InlineData("trian", "train", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_letters_that_are_wrong(string first, string second, int distance)
    {
        // If the lengths alone differ by too much, the distance is not computed.
        if (distance <= 2)
        {
            Assert.Equal(distance, Suggestion.Distance(first, second));
        }
        else
        {
            Assert.True(Suggestion.Distance(first, second) >= distance);
        }
    }
}
