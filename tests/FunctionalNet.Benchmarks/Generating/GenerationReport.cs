using System.Globalization;
using System.Text;
using FunctionalNet.Benchmarks.Peers;

namespace FunctionalNet.Benchmarks.Generating;

/// <summary>The rows as a table: that of the console, and <c>results/generation.md</c>.</summary>
internal static class GenerationReport
{
    /// <summary>The name of the file.</summary>
    public const string File = "generation.md";

    /// <summary>The heads of the columns.</summary>
    public const string Heads = """
        | context | with a cache, tokens/s | µs a token | without, tokens/s | times as fast | ONNX Runtime with a cache, tokens/s |
        |--:|--:|--:|--:|--:|--:|
        """;

    /// <summary>A row of the table.</summary>
    public static string Line(GenerationRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Context:N0} | {row.Cached:N0} | {row.Microseconds:N0} | {row.Whole:N0} | {row.Ratio:N1} | {row.Runtime:N0} |"
        );

    /// <summary>The file.</summary>
    public static string Text(IReadOnlyList<GenerationRow> rows, string commit)
    {
        var (first, last) = (rows[0], rows[^1]);
        var text = new StringBuilder();
        Append($"# Generation behind a context");
        Append($"");
        Append(
            $"`generation` on {Cpu.Model}, {DateTime.UtcNow:yyyy-MM-dd}, commit {commit}, {Environment.ProcessorCount} processors, .NET {Environment.Version}. The layers of"
        );
        Append($"the model `characters`, made longer: {GenerationCommand.Description}.");
        Append(
            $"Each figure is the median of {GenerationCommand.Repeats} runs of {GenerationCommand.Timed} tokens; the first token, which reads the context, is not timed."
        );
        Append($"");
        Append($"{Heads}");
        foreach (var row in rows)
        {
            Append($"{Line(row)}");
        }

        Append($"");
        Append(
            $"From {first.Context} to {last.Context:N0} tokens the context grows by {(double)last.Context / first.Context:N0} times, and the time of a token with a cache by {last.Microseconds / first.Microseconds:N1}."
        );
        return text.ToString();

        void Append(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
