using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification.Readme;

/// <summary>The code blocks of the README are copies of the files in this folder, which are compiled and run.</summary>
public partial class ReadmeTests
{
    // Environment variables may override these.
    private const int DefaultSeed = 20_240_229;
    private const int DefaultSamples = 20;

    [Fact]
    public void Each_block_of_code_runs_here()
    {
        var files = Directory.GetFiles(Here(), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToArray();
        var blocks = Code().Matches(Text()).Select(match => Lines(match.Groups["code"].Value)).ToArray();
        Assert.Equal(4, blocks.Length);
        Assert.All(
            blocks,
            block =>
                Assert.Contains(
                    files,
                    file =>
                    {
                        var usings = block
                            .TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal))
                            .ToArray();
                        return usings.All(file.Contains) && Contains(file, block[usings.Length..]);
                    }
                )
        );
    }

    [Fact]
    public void The_failure_reads_as_shown()
    {
        Assert.Contains(
            "`GradientCheck.Layer(Dense(3) >> new Squared(), Shapes.Ranks(2, 3))`",
            Text(),
            StringComparison.Ordinal
        );
        var error = Assert.Throws<GradientCheckException>(() =>
            GradientCheck.Layer(
                Dense(3) >> new Squared(),
                Shapes.Ranks(2, 3),
                new() { Seed = DefaultSeed, Samples = DefaultSamples }
            )
        );
        Assert.Contains($"```text\n{error.Message}\n```", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_claims_are_all_there()
    {
        var claims = typeof(GradientCheck)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IClaim)) && !type.IsInterface)
            .Select(type => $"`{type.Name}`");
        Assert.All(claims, claim => Assert.Contains(claim, Text(), StringComparison.Ordinal));
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static bool Contains(string[] file, string[] lines) =>
        Enumerable
            .Range(0, Math.Max(0, file.Length - lines.Length + 1))
            .Any(start => file.AsSpan(start, lines.Length).SequenceEqual(lines));

    private static string Text() =>
        File.ReadAllText(
            Path.Combine(Here(), "..", "..", "..", "..", "src", "FunctionalNet.Verification", "README.md")
        );

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(
        "```csharp\n(?<code>.*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Code();
}
