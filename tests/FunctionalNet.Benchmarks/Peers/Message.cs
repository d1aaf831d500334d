namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A message from a child process to its parent, one JSON object a line; exactly one property is set.</summary>
/// <param name="Hello">The first message.</param>
/// <param name="Working">The work that starts.</param>
/// <param name="Row">The measurement of a work.</param>
/// <param name="Failure">The name and error of a work that failed.</param>
internal sealed record Message(Hello? Hello = null, Working? Working = null, Row? Row = null, string? Failure = null);

/// <summary>The configuration of a child process.</summary>
/// <param name="Threads">The number of threads.</param>
/// <param name="Versions">The available peers with their versions.</param>
/// <param name="Missing">The missing peers, with the commands that install them.</param>
/// <param name="Works">The number of works that follow.</param>
internal sealed record Hello(int Threads, string[] Versions, string[] Missing, int Works);

/// <summary>The start of a work.</summary>
/// <param name="Name">The name of the work.</param>
/// <param name="Peak">The peak measured just before, in floating-point operations a second.</param>
internal sealed record Working(string Name, double Peak);
