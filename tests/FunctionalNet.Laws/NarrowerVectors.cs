using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FunctionalNet.Kernels;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Runs the laws of kernels and plans in a child process with narrower vectors, which most users' processors have.</summary>
public partial class NarrowerVectors(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    [Fact]
    public Task Of_AVX2() =>
        Hold(
            (int)SimdWidth.Bits256,
            nameof(KernelEqualsReference),
            nameof(PlanEqualsReference),
            nameof(PlanEqualsEager)
        );

    [Fact]
    public Task Of_128_bits() => Hold((int)SimdWidth.Bits128, nameof(PlanEqualsReference), nameof(PlanEqualsEager));

    private async Task Hold(int bits, params string[] laws)
    {
        if (bits >= (int)Simd.Widest)
        {
            output.WriteLine($"This processor has no more than {bits} bits: the laws run with these by themselves.");
            return;
        }

        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                typeof(NarrowerVectors).Assembly.Location,
                "-noLogo",
                "-noColor",
                .. laws.SelectMany(law => new[] { "-class", $"{typeof(NarrowerVectors).Namespace}.{law}" }),
            ]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Simd.Variable] = bits.ToString(CultureInfo.InvariantCulture);
        using var limit = new CancellationTokenSource(Longest);
        using var process = Process.Start(start)!;
        using var late = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var told = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
        await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        var total = Total().Match(told);
        Assert.True(process.ExitCode == 0 && total.Success, told);
        output.WriteLine($"{bits} bits: {total.Value}");
        Assert.InRange(
            int.Parse(total.Groups["tests"].Value, CultureInfo.InvariantCulture),
            laws.Length * Laws.Examples().Count / 2,
            int.MaxValue
        );
    }

    [GeneratedRegex(@"Total: (?<tests>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Total();
}
