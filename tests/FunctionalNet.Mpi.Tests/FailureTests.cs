using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace FunctionalNet.MpiTests;

/// <summary>A rank that fails ends the whole job with an exit code and a one-line reason, without a hang.</summary>
[Collection(MpiRun.OneAtATime)]
public partial class FailureTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("throw", "rank 1 of 2: rank 1 has a bug (InvalidOperationException)")]
    [InlineData("label", "the label of sample 9 of the batch, row 119 of the data, is 7")]
    [InlineData("differ", "the ranks disagree: they have different states, batches or options.")]
    [InlineData("return", "while this one trains on.", "while another rank trains on.")]
    [InlineData("exit", "while this one trains on.", "while another rank trains on.")]
    public async Task It_says_why(string what, params string[] says)
    {
        var ended = await Failed(what);
        Assert.Contains(says, line => ended.Error.Contains(line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_exit_code_is_the_jobs() => Assert.Equal(3, (await Failed("exit", "code=3")).ExitCode);

    [Fact]
    public async Task One_that_is_killed_is_told_by_the_launcher()
    {
        var ended = await Failed("die");
        Assert.Matches("signal 9|Killed", ended.Error + ended.Output);
    }

    private static async Task<MpiRun.Ended> Failed(params string[] arguments)
    {
        var ended = await MpiRun.Ranks(2, arguments).ConfigureAwait(false);
        Assert.NotEqual(0, ended.ExitCode);
        var failed = long.Parse(Failing().Match(ended.Output).Groups["time"].Value, CultureInfo.InvariantCulture);
        var took = ended.At - DateTimeOffset.FromUnixTimeMilliseconds(failed);
        Assert.True(took < Soon, $"it took {took.TotalSeconds:F1} s:\n{ended.Output}\n{ended.Error}");
        return ended;
    }

    [GeneratedRegex("fails at (?<time>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Failing();
}
