namespace FunctionalNet.Benchmarks.Peers;

/// <summary>A piece of work that is set up and can be done again and again: ours or a peer's.</summary>
internal interface IRun : IDisposable
{
    /// <summary>Does the work some times and answers the seconds that it took.</summary>
    double Seconds(int times);

    /// <summary>Some numbers of the result since the set-up, to compare with the peer's.</summary>
    double[] Result();
}
