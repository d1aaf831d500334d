namespace FunctionalNet.Cli.Verify;

/// <summary>The outcome of a test.</summary>
internal enum Outcome
{
    /// <summary>All outputs are as expected.</summary>
    Passed,

    /// <summary>An output differs, or the test cannot be run.</summary>
    Failed,

    /// <summary>It uses an operator that is declared unsupported.</summary>
    Skipped,
}

/// <summary>A test, its outcome, and the reason.</summary>
/// <param name="Folder">The folder of the test.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">The reason; empty if it passed.</param>
internal sealed record Verdict(string Folder, Outcome Outcome, string Reason)
{
    /// <summary>The line of a test that did not pass.</summary>
    public override string ToString() => $"{(Outcome == Outcome.Skipped ? "SKIP" : "FAIL")} {Folder}: {Reason}";
}
