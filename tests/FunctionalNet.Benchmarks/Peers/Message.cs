namespace FunctionalNet.Benchmarks.Peers;

/// <summary>What the child process of one thread count says to its parent, a line of JSON each; one of its parts is there.</summary>
/// <param name="Hello">The first line.</param>
/// <param name="Working">The work that begins.</param>
/// <param name="Row">A work that is measured.</param>
/// <param name="Failure">A work that failed, and why.</param>
internal sealed record Message(Hello? Hello = null, Working? Working = null, Row? Row = null, string? Failure = null);

/// <summary>What a child finds before it measures.</summary>
/// <param name="Threads">Its threads.</param>
/// <param name="Versions">The peers with their versions.</param>
/// <param name="Missing">The peers that are missing, and how to install them.</param>
/// <param name="Works">The number of works that follow.</param>
internal sealed record Hello(int Threads, string[] Versions, string[] Missing, int Works);

/// <summary>A work that begins.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Peak">The peak that was measured just before, in floating-point operations a second.</param>
internal sealed record Working(string Name, double Peak);
