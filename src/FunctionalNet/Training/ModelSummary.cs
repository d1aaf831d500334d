using System.Globalization;
using System.Text;

namespace FunctionalNet;

/// <summary>A summary of a model as a table: each layer with its output shape, parameters, FLOPs and memory.</summary>
internal static class ModelSummary
{
    private const int Widest = 48;

    /// <summary>The table.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of one input, without the batch axis.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="size">The bytes of a number.</param>
    public static string Of(Layer layer, Shape input, int batch, int size)
    {
        var trace = new Trace(isTraining: false);
        var first = Expr.Input("input", new Shape(batch).Append(input), layer.InputType);
        var x = first;
        Layer[] parts = layer is Chain chain ? [.. chain.Layers] : [layer];
        var (rows, seen, flops, passed) = (new List<string[]>(), 0, 0L, 0L);
        var (given, held) = (Size(x), new HashSet<Expr> { x });
        foreach (var (place, part) in parts.Index())
        {
            var y = layer is Chain ? trace.Root.Apply(part.Label ?? $"{place}", part, x) : trace.Compose(part, x);
            var (own, work) = (Count(trace.Variables.Skip(seen)), Work(Expr.Sort([y], [x])));

            // The outputs of the layer and of those within it; one that gives its input on, as dropout does here, holds nothing.
            var outputs = trace.Outputs.Where(held.Add).Sum(Size);
            (seen, flops, passed) = (trace.Variables.Count, flops + work, passed + outputs);
            rows.Add([
                Name(layer is Chain ? part.Label ?? $"{place}" : string.Empty, part),
                Batched(y.Shape),
                Number(own),
                Number(work),
                Bytes(outputs),
            ]);
            x = y;
        }

        if (layer is not Chain)
        {
            rows = [.. Within(trace, layer, first, x, Size)];
        }

        var (learned, kept) = (
            Count(trace.Variables.Where(one => one.Variable!.Kind == VariableKind.Parameter)),
            Count(trace.Variables.Where(one => one.Variable!.Kind == VariableKind.Slot))
        );
        var text = Table([
            ["layer", "output", "parameters", "FLOPs", "memory"],
            .. rows,
        ]);
        var stored = trace.Variables.Sum(one => one.Variable!.Bytes(size));
        return string.Join(
            '\n',
            $"input {Batched(new Shape(batch).Append(input))}",
            $"{text}trainable params {Number(learned)}, non-trainable params {Number(kept)}; {Number(flops)} FLOPs for a batch of {Number(batch)}",
            $"input size {Bytes(given)}, forward pass size {Bytes(passed)}, params size {Bytes(stored)}, estimated total size {Bytes(given + passed + stored)}"
        );

        long Size(Expr value) => (long)value.Shape.Size * size;
    }

    // A layer that is no chain: the outermost of the layers that it applies under names, and itself with what is in none of them.
    private static IEnumerable<string[]> Within(Trace trace, Layer layer, Expr x, Expr y, Func<Expr, long> size)
    {
        var variables = trace.Variables.ToLookup(one => Outermost(trace, one.Variable!.Path), StringComparer.Ordinal);
        var inner = Expr.Sort([y], [x]).ToLookup(Of, StringComparer.Ordinal);
        var outputs = trace.Outputs.Where(one => one != x).ToLookup(Of, StringComparer.Ordinal);
        return trace
            .Results.Where(one => one.Key.Length > 0 && Outermost(trace, one.Key) == one.Key)
            .OrderBy(one => one.Value.Id)
            .Select(one => Row(one.Key, one.Key, one.Value))
            .Append(Row(Name(string.Empty, layer), string.Empty, y));

        string Of(Expr one) => Outermost(trace, trace.Origins.GetValueOrDefault(one, string.Empty));

        string[] Row(string name, string path, Expr output) =>
            [
                name,
                Batched(output.Shape),
                Number(Count(variables[path])),
                Number(Work(inner[path])),
                Bytes(outputs[path].Sum(size)),
            ];
    }

    // The path of the outermost layer at or above a path; empty if there is none.
    private static string Outermost(Trace trace, string path)
    {
        for (var end = path.IndexOf('/'); end > 0; end = path.IndexOf('/', end + 1))
        {
            if (trace.Results.ContainsKey(path[..end]))
            {
                return path[..end];
            }
        }

        return trace.Results.ContainsKey(path) ? path : string.Empty;
    }

    /// <summary>Bytes with a unit, in few digits.</summary>
    public static string Bytes(long bytes) =>
        bytes < 1_000 ? $"{bytes} B"
        : bytes < 1_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB")
        : bytes < 1_000_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB");

    /// <summary>An integer with thousands separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static long Count(IEnumerable<Expr> variables) => variables.Sum(one => (long)one.Shape.Size);

    // The FLOPs of a function are those of its body, unless it has its own count.
    private static long Work(IEnumerable<Expr> all) =>
        all.Where(one => one.Op is not (Variable or Constant)).Sum(one => one.Op.Flops(one));

    private static string Name(string path, Layer layer)
    {
        var text = path.Length == 0 ? $"{layer}" : $"{path}: {layer}";
        return text.Length <= Widest ? text : $"{text[..(Widest - 3)]}...";
    }

    private static string Batched(Shape shape) => shape.Rank == 0 ? $"{shape}" : $"{shape.With(0, Dim.Named("n"))}";

    // The first two columns are aligned left, numbers right.
    private static string Table(string[][] rows)
    {
        var text = new StringBuilder();
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            var cells = row.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
