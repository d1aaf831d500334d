namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A work that this library and a peer both do.</summary>
/// <param name="Family">The family by which it is summarized, for instance <c>gemm</c>.</param>
/// <param name="Name">The name, for instance <c>step 784-128-10 adam, batch 32</c>.</param>
/// <param name="Ours">Sets the work up in this library.</param>
/// <param name="Peer">The name of the peer.</param>
/// <param name="Theirs">Sets the work up in the peer.</param>
/// <param name="Flops">The floating-point operations of one run, or 0 if not meaningful.</param>
/// <param name="Tolerance">The tolerance of the results: |a - b| ≤ tolerance (1 + |b|).</param>
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
    /// <summary>Gets a value indicating whether each run is a new process, which must not be warmed up.</summary>
    public bool IsCold { get; init; }
}
