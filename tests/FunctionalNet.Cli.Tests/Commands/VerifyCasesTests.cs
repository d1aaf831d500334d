namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Small files that were once verified or computed wrongly.</summary>
public sealed class VerifyCasesTests
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "FunctionalNet.Cli.Tests", "Cases");

    public static MatrixTheoryData<string, string> Right { get; } =
        new(["cast-float16-rounding", "uint8-through-if"], ["functionalnet", "onnxruntime"]);

    public static MatrixTheoryData<string, string> Computed { get; } =
        new(
            [
                "flatten-empty-batch",
                "lpnormalization-zero",
                "recurrent-activation-alpha-lstm-alpha",
                "recurrent-activation-alpha-rnn-alpha",
                "resize-crop-axes",
                "resize-fraction-same-size",
            ],
            ["functionalnet", "onnxruntime"]
        );

    [Theory]
    [MemberData(nameof(Computed))]
    public async Task Reported_files_give_what_they_should(string name, string engine) =>
        Assert.Equal(
            "1 passed, 0 failed, 0 skipped\n",
            (await Tool.Run(Cases, "verify", name, "--engine", engine)).Succeeded().Output
        );

    [Theory]
    [MemberData(nameof(Right))]
    public async Task Types_are_kept(string name, string engine)
    {
        var run = await Tool.Run(Cases, "verify", name, "--engine", engine, "--rtol", "1e-6", "--atol", "1e-12");
        Assert.Equal("1 passed, 0 failed, 0 skipped\n", run.Succeeded().Output);
    }

    [Theory]
    [InlineData("functionalnet")]
    [InlineData("onnxruntime")]
    public async Task An_expected_infinity_is_met_by_no_number(string engine)
    {
        var run = await Tool.Run(Cases, "verify", "verify-infinity", "--engine", engine);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            "FAIL verify-infinity: output 'y': element 0 of [3] is 1 instead of Infinity; 2 of 3 are off by more than 1E-06 + 0.001 |expected|\n0 passed, 1 failed, 0 skipped\n",
            run.Output
        );
    }
}
