namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A prepared work that can be repeated: ours or a peer's.</summary>
internal interface IRun : IDisposable
{
    /// <summary>Gets the managed bytes allocated by one run; null if they are not measured.</summary>
    long? AllocatedBytes => null;

    /// <summary>Runs once to warm up caches and threads, then the given number of times: the seconds of the latter.</summary>
    double Seconds(int times);

    /// <summary>Sample values of the result after the set-up, to compare with the peer's.</summary>
    double[] Result();
}
