namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Something that this library and a peer both do.</summary>
/// <param name="Family">What it is summed up with, for instance <c>gemm</c>.</param>
/// <param name="Name">What is measured, for instance <c>step 784-128-10 adam, batch 32</c>.</param>
/// <param name="Ours">Sets the work up in this library.</param>
/// <param name="Peer">The name of the peer.</param>
/// <param name="Theirs">Sets the work up in the peer.</param>
/// <param name="Flops">Floating-point operations of one run, 0 where that says little.</param>
/// <param name="Tolerance">By how much the results may differ: |a - b| up to tolerance (1 + |b|).</param>
internal sealed record Work(
    string Family,
    string Name,
    Func<IRun> Ours,
    string Peer,
    Func<IRun> Theirs,
    double Flops = 0,
    double Tolerance = 1e-3
)
{
    /// <summary>Gets a value indicating whether a run is a process of its own, which nothing warms up.</summary>
    public bool IsCold { get; init; }
}
