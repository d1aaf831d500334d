namespace FunctionalNet.Benchmarks.Peers;

/// <summary>What the child process of one thread count says to its parent, a line of JSON each; one of its parts is there.</summary>
/// <param name="Hello">The first line.</param>
/// <param name="Working">The work that begins.</param>
/// <param name="Row">A work that is measured.</param>
/// <param name="Failure">A work that failed, and why.</param>
internal sealed record Message(Hello? Hello = null, string? Working = null, Row? Row = null, string? Failure = null);

/// <summary>What a child finds before it measures.</summary>
/// <param name="Threads">Its threads.</param>
/// <param name="Peak">The measured peak on so many threads, floating-point operations a second.</param>
/// <param name="Versions">The peers with their versions.</param>
/// <param name="Missing">The peers that are missing, and how to install them.</param>
/// <param name="Works">The number of works that follow.</param>
internal sealed record Hello(int Threads, double Peak, string[] Versions, string[] Missing, int Works);

/// <summary>What a run has measured so far.</summary>
internal sealed record Findings(List<Hello> Hellos, List<Row> Rows, List<string> Failures)
{
    public Findings()
        : this([], [], []) { }
}
