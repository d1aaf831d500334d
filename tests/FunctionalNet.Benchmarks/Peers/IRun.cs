namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A piece of work that is set up and can be done again and again: ours or a peer's.</summary>
internal interface IRun : IDisposable
{
    /// <summary>Gets the managed bytes that one run allocates; null where nobody counted.</summary>
    long? AllocatedBytes => null;

    /// <summary>Does the work once to wake caches and threads, then some times, and answers the seconds that these took.</summary>
    double Seconds(int times);

    /// <summary>Some numbers of the result since the set-up, to compare with the peer's.</summary>
    double[] Result();
}
