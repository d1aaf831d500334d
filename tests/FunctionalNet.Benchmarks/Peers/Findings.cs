namespace FunctionalNet.Benchmarks.Peers;

/// <summary>The measurements of a run so far.</summary>
internal sealed class Findings
{
    private readonly List<Row> rows = [];
    private readonly SortedDictionary<int, double> peaks = [];

    /// <summary>Gets the greetings of the child processes, one for each thread count.</summary>
    public List<Hello> Hellos { get; } = [];

    /// <summary>Gets the failures.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Gets the best measured peak for each number of threads, in floating-point operations a second.</summary>
    public IReadOnlyDictionary<int, double> Peaks => peaks;

    /// <summary>Gets the rows, with their shares of the best peak so far.</summary>
    public IReadOnlyList<Row> Rows =>
        [.. rows.Select(row => row with { PeakShare = row.FlopsPerSecond / peaks[row.Threads] })];

    /// <summary>Gets the versions of the peers.</summary>
    public IEnumerable<string> Versions => Hellos.SelectMany(hello => hello.Versions).Distinct(StringComparer.Ordinal);

    /// <summary>Gets the missing peers.</summary>
    public IEnumerable<string> Missing => Hellos.SelectMany(hello => hello.Missing).Distinct(StringComparer.Ordinal);

    public void Add(Row row) => rows.Add(row);

    public void AddPeak(int threads, double peak) => peaks[threads] = Math.Max(peak, peaks.GetValueOrDefault(threads));
}
