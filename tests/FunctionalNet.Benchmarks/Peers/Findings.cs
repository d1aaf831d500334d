namespace FunctionalNet.Benchmarks.Peers;

/// <summary>What a run has measured so far.</summary>
internal sealed class Findings
{
    private readonly List<Row> rows = [];
    private readonly SortedDictionary<int, double> peaks = [];

    /// <summary>Gets what the children found, one for each thread count.</summary>
    public List<Hello> Hellos { get; } = [];

    /// <summary>Gets what went wrong.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Gets the best peak that was measured on each number of threads, in floating-point operations a second.</summary>
    public IReadOnlyDictionary<int, double> Peaks => peaks;

    /// <summary>Gets the rows, with their shares of the peak as it is known now.</summary>
    public IReadOnlyList<Row> Rows =>
        [.. rows.Select(row => row with { PeakShare = row.FlopsPerSecond / peaks[row.Threads] })];

    /// <summary>Gets the versions of the peers.</summary>
    public IEnumerable<string> Versions => Hellos.SelectMany(hello => hello.Versions).Distinct(StringComparer.Ordinal);

    /// <summary>Gets the peers that are missing.</summary>
    public IEnumerable<string> Missing => Hellos.SelectMany(hello => hello.Missing).Distinct(StringComparer.Ordinal);

    public void Add(Row row) => rows.Add(row);

    public void AddPeak(int threads, double peak) => peaks[threads] = Math.Max(peak, peaks.GetValueOrDefault(threads));
}
