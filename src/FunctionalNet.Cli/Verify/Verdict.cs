namespace FunctionalNet.Cli.Verify;

/// <summary>How a test went.</summary>
internal enum Outcome
{
    /// <summary>All outputs are the expected ones.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>It uses what is declared unsupported.</summary>
    Skipped,
}

/// <summary>A test, how it went, and why.</summary>
/// <param name="Folder">The folder of the test.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Reason">Why; empty where it passed.</param>
internal sealed record Verdict(string Folder, Outcome Outcome, string Reason)
{
    /// <summary>The line of a test that did not pass.</summary>
    public override string ToString() =>
        $"{(Outcome == Outcome.Skipped ? "SKIP" : "FAIL")} {Folder}: {Reason.ReplaceLineEndings(" ")}";
}
